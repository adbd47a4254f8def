package org.openward.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Optional;

/** An amount of money in one currency, always with exactly the decimals of that currency; halves round away from zero. */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {
    public Money {
        amount = amount.setScale(decimalsOf(currency), RoundingMode.HALF_UP);
    }

    /** For amounts that people state: one with more decimals than its currency has is refused instead of rounded. */
    public static Money exactly(BigDecimal amount, Currency currency) {
        if (amount.stripTrailingZeros().scale() > decimalsOf(currency)) {
            throw new IllegalArgumentException(
                    "An amount in " + currency + " has at most " + decimalsOf(currency) + " decimals.");
        }
        return new Money(amount, currency);
    }

    /** Empty when that is no ISO 4217 code of a currency that a bill can be written in. */
    public static Optional<Currency> currency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getCurrencyCode().equals(code) && currency.getDefaultFractionDigits() >= 0)
                .findFirst();
    }

    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    public Money plus(Money other) {
        return new Money(amount.add(inSameCurrency(other).amount), currency);
    }

    public Money minus(Money other) {
        return new Money(amount.subtract(inSameCurrency(other).amount), currency);
    }

    public Money times(BigDecimal factor) {
        return new Money(amount.multiply(factor), currency);
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    public boolean isPositive() {
        return amount.signum() > 0;
    }

    public boolean isNegative() {
        return amount.signum() < 0;
    }

    public boolean isMoreThan(Money other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Money other) {
        return amount.compareTo(inSameCurrency(other).amount);
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }

    private Money inSameCurrency(Money other) {
        if (!other.currency.equals(currency)) {
            throw new IllegalArgumentException(
                    "Amounts in " + currency + " and " + other.currency + " cannot be reckoned together.");
        }
        return other;
    }

    private static int decimalsOf(Currency currency) {
        var decimals = currency.getDefaultFractionDigits();
        if (decimals < 0) {
            throw new IllegalArgumentException(currency + " is no money that a bill can be written in.");
        }
        return decimals;
    }
}

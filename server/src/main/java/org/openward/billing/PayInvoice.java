package org.openward.billing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.billing.cards.CardNumberRefused;
import org.openward.money.Money;

/**
 * Brings money for an issued invoice.
 *
 * @param version the version of the invoice that the caller saw, if it said so
 * @param reference number of the card slip, cheque or transfer
 * @param tendered the cash handed over, if it was more than the amount
 * @param session the cashier's session in which the money is taken, if the hospital keeps such
 */
public record PayInvoice(
        String invoice,
        @Nullable String version,
        Money amount,
        Method method,
        @Nullable String reference,
        @Nullable Money tendered,
        @Nullable CashSession session) {
    private static final int LONGEST_REFERENCE = 64;

    public PayInvoice {
        if (!amount.isPositive()) {
            throw PaymentRefused.notPositive();
        }
        if (reference != null && (reference.isBlank() || reference.length() > LONGEST_REFERENCE)) {
            throw new MalformedBillingRequest("A reference has 1 to " + LONGEST_REFERENCE + " characters.");
        }
        CardNumberRefused.requireNone("The reference", reference);
        if (session instanceof CashSession.Numbered numbered) {
            CardNumberRefused.requireNone("The session", numbered.number());
        }
        if (tendered != null) {
            checkTendered(method, amount, tendered);
        }
    }

    private static void checkTendered(Method method, Money amount, Money tendered) {
        if (method != Method.CASH) {
            throw PaymentRefused.onlyCashIsTendered();
        }
        if (!tendered.currency().equals(amount.currency())) {
            throw PaymentRefused.wrongCurrency(amount.currency());
        }
        if (amount.isMoreThan(tendered)) {
            throw PaymentRefused.tooLittleTendered();
        }
    }

    /** A cashier's session: one on file here, or one that another system keeps and numbers. */
    public sealed interface CashSession {
        /** One that is kept as the Basic of that id. */
        record OnFile(String id) implements CashSession {}

        /** One that another system knows by a number, perhaps with the URI of the number's system. */
        record Numbered(@Nullable String system, String number) implements CashSession {}
    }

    /** How a bill is paid. */
    public enum Method {
        CASH,
        CARD,
        CHEQUE,
        ONLINE;

        static Optional<Method> of(String code) {
            return Arrays.stream(values())
                    .filter(method -> method.code().equals(code))
                    .findFirst();
        }

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

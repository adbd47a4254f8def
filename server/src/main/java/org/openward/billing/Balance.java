package org.openward.billing;

import org.openward.money.Money;

/**
 * How much of an issued invoice is paid.
 *
 * @param patient id of the Patient whose invoice it is
 */
record Balance(String patient, Money total, Money paid) {
    Money owed() {
        return total.minus(paid);
    }

    /** The balance after a payment, which never takes more than is owed. */
    Balance afterPaying(Money amount) {
        if (!amount.currency().equals(total.currency())) {
            throw PaymentRefused.wrongCurrency(total.currency());
        }
        if (!amount.isPositive()) {
            throw PaymentRefused.notPositive();
        }
        if (amount.isMoreThan(owed())) {
            throw PaymentRefused.moreThanOwed(owed());
        }
        return new Balance(patient, total, paid.plus(amount));
    }
}

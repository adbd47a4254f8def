package org.openward.billing;

import java.util.Currency;
import org.openward.fhir.Refusal;
import org.openward.money.Money;

/** A payment cannot be taken or changed as asked. */
class PaymentRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private PaymentRefused(String invariant, String message) {
        super(Kind.RULE, invariant, message);
    }

    static PaymentRefused notPositive() {
        return new PaymentRefused("F5", "A payment is more than zero. Nothing was taken.");
    }

    static PaymentRefused tooLittleTendered() {
        return new PaymentRefused("F5", "The cash handed over is less than the amount. Nothing was taken.");
    }

    static PaymentRefused onlyCashIsTendered() {
        return new PaymentRefused(
                "F5", "Only cash is handed over; leave tendered out for another method. Nothing was taken.");
    }

    static PaymentRefused tooManyDecimals(Currency currency) {
        return new PaymentRefused(
                "F1",
                "An amount in " + currency.getCurrencyCode() + " has at most " + currency.getDefaultFractionDigits()
                        + " decimals. Nothing was taken.");
    }

    static PaymentRefused wrongCurrency(Currency expected) {
        return new PaymentRefused(
                "F11", "This is to be paid in " + expected.getCurrencyCode() + ". Nothing was taken.");
    }

    static PaymentRefused moreThanOwed(Money owed) {
        return new PaymentRefused(
                "F5", "Only " + owed + " is still owed on this invoice. Pay at most that; nothing was taken.");
    }

    static PaymentRefused notIssued() {
        return new PaymentRefused(
                "F5", "Only an issued invoice can be paid. Issue it with Invoice/$finalize first; nothing was taken.");
    }

    static PaymentRefused takenOnlyByOperation() {
        return new PaymentRefused(
                "F5", "Payments are taken with Invoice/$pay only, never written, changed or deleted by hand.");
    }
}

package org.openward.billing;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.money.Money;

/**
 * What one business fact does to the hospital's accounts; its debits equal its credits.
 *
 * @param invoice id of the Invoice
 * @param payment id of the PaymentReconciliation, if money moved
 * @param patient id of the Patient
 * @param day the tenant's day that it belongs to
 */
record Journal(String invoice, @Nullable String payment, String patient, LocalDate day, List<Entry> entries) {
    static final String RECEIVABLE = "receivable";
    static final String REVENUE = "revenue";
    private static final String CASH = "cash:";

    Journal {
        entries = List.copyOf(entries);
    }

    /** The patient owes the total, and the hospital has earned it. */
    static Journal ofIssue(String invoice, String patient, LocalDate day, Money total) {
        return new Journal(
                invoice, null, patient, day, List.of(Entry.debit(RECEIVABLE, total), Entry.credit(REVENUE, total)));
    }

    /** The hospital has the money, and the patient owes it no more. */
    static Journal ofPayment(PayInvoice command, String payment, String patient, LocalDate day) {
        var amount = command.amount();
        return new Journal(
                command.invoice(),
                payment,
                patient,
                day,
                List.of(Entry.debit(cash(command.method()), amount), Entry.credit(RECEIVABLE, amount)));
    }

    static String cash(PaymentMethod method) {
        return CASH + method.code();
    }

    /** One line of a journal; exactly one of debit and credit is more than zero. */
    record Entry(String account, Money debit, Money credit) {
        static Entry debit(String account, Money amount) {
            return new Entry(account, amount, Money.zero(amount.currency()));
        }

        static Entry credit(String account, Money amount) {
            return new Entry(account, Money.zero(amount.currency()), amount);
        }
    }
}

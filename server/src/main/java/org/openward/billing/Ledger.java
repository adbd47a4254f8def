package org.openward.billing;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.money.Money;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The acting tenant's double-entry ledger: only ever written to, and balanced at every commit, or there is no commit. */
@Component
class Ledger {
    private final JdbcClient jdbc;
    private final Clock clock;

    Ledger(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void post(Journal journal) {
        var id = UUID.randomUUID();
        int line = 0;
        for (var entry : journal.entries()) {
            line++;
            post(journal, id, line, entry);
        }
    }

    private void post(Journal journal, UUID id, int line, Journal.Entry entry) {
        jdbc.sql(
                        """
                        insert into openward.ledger_entry
                            (tenant_id, journal, line, account, debit, credit, currency,
                             invoice_id, payment_id, patient_id, day, recorded)
                        values
                            (:tenant, :journal, :line, :account, :debit, :credit, :currency,
                             :invoice, :payment, :patient, :day, :recorded)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("journal", id)
                .param("line", line)
                .param("account", entry.account())
                .param("debit", entry.debit().amount())
                .param("credit", entry.credit().amount())
                .param("currency", entry.debit().currency().getCurrencyCode())
                .param("invoice", journal.invoice())
                .param("payment", journal.payment())
                .param("patient", journal.patient())
                .param("day", journal.day())
                .param("recorded", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

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

        static String cash(PayInvoice.Method method) {
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
}

package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openward.billing.Ledger.Journal;
import org.openward.billing.Ledger.Journal.Entry;
import org.openward.money.Money;
import org.openward.testing.Postgres;
import org.springframework.dao.DataAccessException;

class LedgerTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    private final BillingOffice office = BillingOffice.open();

    @Test
    void a_balanced_journal_is_kept() {
        post(Journal.ofIssue("1", "p", DAY, inr("120.50")));

        assertThat(office.account("receivable")).isEqualByComparingTo("120.50");
        assertThat(office.account("revenue")).isEqualByComparingTo("-120.50");
    }

    @Test
    void a_journal_whose_debits_do_not_equal_its_credits_is_refused_at_commit() {
        var unbalanced = new Journal(
                "1",
                null,
                "p",
                DAY,
                List.of(Entry.debit("receivable", inr("10")), Entry.credit("revenue", inr("9.99"))));

        assertThatThrownBy(() -> post(unbalanced)).rootCause().hasMessageContaining("is not balanced");
        assertThat(office.account("receivable")).isZero();
    }

    @Test
    void a_journal_is_balanced_in_each_currency() {
        var mixed = new Journal(
                "1",
                null,
                "p",
                DAY,
                List.of(
                        Entry.debit("receivable", inr("10")),
                        Entry.credit("revenue", new Money(BigDecimal.TEN, Currency.getInstance("USD")))));

        assertThatThrownBy(() -> post(mixed)).rootCause().hasMessageContaining("is not balanced");
    }

    @Test
    void an_entry_has_exactly_one_side() {
        assertRefused(
                """
                insert into openward.ledger_entry
                    (tenant_id, journal, line, account, debit, credit, currency, invoice_id, patient_id, day, recorded)
                values (current_setting('openward.tenant'), gen_random_uuid(), 1, 'revenue', 5, 5, 'INR', '1', 'p',
                        date '2026-11-21', now())
                """);
        assertRefused(
                """
                insert into openward.ledger_entry
                    (tenant_id, journal, line, account, debit, credit, currency, invoice_id, patient_id, day, recorded)
                values (current_setting('openward.tenant'), gen_random_uuid(), 1, 'revenue', 0, 0, 'INR', '1', 'p',
                        date '2026-11-21', now())
                """);
    }

    @Test
    void the_application_can_neither_change_nor_delete_what_stands_in_the_ledger() {
        post(Journal.ofIssue("1", "p", DAY, inr("120.50")));

        assertRefused("update openward.ledger_entry set debit = debit * 2 where debit > 0");
        assertRefused("delete from openward.ledger_entry");
        assertRefused("truncate openward.ledger_entry");
        assertThat(office.account("receivable")).isEqualByComparingTo("120.50");
    }

    @Test
    void a_clinic_sees_only_its_own_ledger_and_writes_into_no_other() {
        post(Journal.ofIssue("1", "p", DAY, inr("120.50")));
        var other = BillingOffice.open();

        assertThat(other.account("receivable")).isZero();
        assertThatThrownBy(() -> other.inTransaction(() -> Postgres.jdbc()
                        .sql(
                                """
                                insert into openward.ledger_entry
                                    (tenant_id, journal, line, account, debit, credit, currency, invoice_id, patient_id,
                                     day, recorded)
                                values (:clinic, gen_random_uuid(), 1, 'revenue', 5, 0, 'INR', '1', 'p',
                                        date '2026-11-21', now())
                                """)
                        .param("clinic", office.clinic().value())
                        .update()))
                .isInstanceOf(DataAccessException.class);
    }

    private void post(Journal journal) {
        office.inTransaction(() -> {
            office.part(Ledger.class).post(journal);
            return journal;
        });
    }

    private void assertRefused(String statement) {
        assertThatThrownBy(() -> office.inTransaction(
                        () -> Postgres.jdbc().sql(statement).update()))
                .isInstanceOf(DataAccessException.class);
    }

    private static Money inr(String amount) {
        return new Money(new BigDecimal(amount), Currency.getInstance("INR"));
    }
}

package org.openward.billing;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
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
}

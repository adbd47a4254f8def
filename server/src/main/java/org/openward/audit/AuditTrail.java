package org.openward.audit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditEntry.Outcome;
import org.openward.audit.witness.Discrepancy;
import org.openward.audit.witness.Witness;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Purpose;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;

/** Writes down who did what. Whoever cannot write it down does not do it: every failure is {@link AuditUnavailable}. */
@Component
public class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final JdbcTemplate jdbc;
    private final AuditRows rows;
    private final AuditWriter writer;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Witness witness;
    private final SingletonSupplier<List<Emergencies>> emergencies;
    private final Queue<AuditEntry> untold = new ConcurrentLinkedQueue<>();

    /** Who looks at whose record in an emergency. It is asked for each row, so it asks nobody itself. */
    public interface Emergencies {
        /** Whether the caller broke the glass of that patient's record and may see it at this moment. */
        boolean isBroken(Caller caller, String patient);
    }

    AuditTrail(
            DataSource database,
            PlatformTransactionManager transactions,
            AuditWriter writer,
            Witness witness,
            Clock clock,
            ObjectProvider<Emergencies> emergencies) {
        this.jdbc = new JdbcTemplate(database);
        this.rows = new AuditRows(jdbc);
        this.writer = writer;
        this.witness = witness;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.emergencies = SingletonSupplier.of(() -> emergencies.stream().toList());
    }

    /** Commits with the current transaction, and is gone when that is rolled back: for what a desk does. */
    public void record(AuditEntry entry) {
        record(List.of(entry));
    }

    /** Commits with the current transaction, and is gone when that is rolled back: for what a desk does. */
    public void record(List<AuditEntry> entries) {
        try {
            transaction.executeWithoutResult(status -> entries.forEach(this::add));
        } catch (DataAccessException failure) {
            throw new AuditUnavailable(failure);
        }
    }

    /**
     * Is kept when this returns, whatever becomes of the current transaction: for what was seen, refused or failed. Called
     * within a transaction it holds that one's connection while it waits for another.
     */
    public void recordNow(AuditEntry entry) {
        recordNow(List.of(entry));
    }

    /** Is kept when this returns, whatever becomes of the current transaction: for what was seen, refused or failed. */
    public void recordNow(List<AuditEntry> entries) {
        writer.write(entries.stream().map(this::row).toList());
    }

    /** What somebody does with a record whose glass he broke he does in that emergency, whatever he works for otherwise. */
    private AuditRow row(AuditEntry entry) {
        var patient = entry.about().patient();
        var isEmergency =
                patient != null && emergencies.obtain().stream().anyMatch(one -> one.isBroken(entry.caller(), patient));
        return AuditRow.of(isEmergency ? entry.by(entry.caller().using(Purpose.BTG)) : entry, clock);
    }

    /** Writes down where what the chain took in of a tenant is not as this server remembers it: that becomes a part of the chain itself. */
    void glanceAt(TenantId tenant) {
        tell(tenant, witness.glance(tenant));
    }

    /** The same of all that is not chained yet, too. */
    void lookAfter(TenantId tenant) {
        tell(tenant, witness.look(tenant));
    }

    private void tell(TenantId tenant, List<Discrepancy> differences) {
        differences.forEach(difference -> {
            LOG.error("The audit trail of {} was changed. {}", tenant, difference.said());
            untold.add(told(tenant, difference));
        });
        for (var entry = untold.peek(); entry != null; entry = untold.peek()) {
            recordNow(entry);
            untold.remove(entry);
        }
    }

    private static AuditEntry told(TenantId tenant, Discrepancy difference) {
        return new AuditEntry(
                Caller.server(tenant, "audit-" + difference.row()),
                new Deed(Activity.SERVER, Action.EXECUTE, difference.word(), Outcome.FAILED, difference.said()),
                new About("AuditEvent", difference.row().toString(), null, null),
                null);
    }

    private void add(AuditEntry entry) {
        var row = row(entry);
        var tenant = entry.caller().tenant();
        if (Acting.ifAny().map(Caller::tenant).filter(tenant::equals).isPresent()) {
            ofThisTransaction().add(row);
        } else {
            // The server itself writes while nobody acts, such as when it starts: such a connection sees no tenant's
            // rows.
            var now = ofThisTransaction();
            TenantRows.showDuring(jdbc, tenant, () -> now.write(List.of(row)));
        }
    }

    /** Kept at hand, since a bundle's transaction has thousands of other synchronizations to look through. */
    private RowsOfTransaction ofThisTransaction() {
        var known = (RowsOfTransaction) TransactionSynchronizationManager.getResource(rows);
        if (known != null) {
            return known;
        }
        var first = new RowsOfTransaction();
        first.resume();
        TransactionSynchronizationManager.registerSynchronization(first);
        return first;
    }

    /** The rows of one transaction, written together before it commits: a bundle has hundreds. */
    private final class RowsOfTransaction implements TransactionSynchronization {
        private final List<AuditRow> waiting = new ArrayList<>();
        private final List<AuditRow> written = new ArrayList<>();
        private boolean isWritten;

        void add(AuditRow row) {
            if (isWritten) {
                write(List.of(row));
            } else {
                waiting.add(row);
            }
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            isWritten = true;
            try {
                write(waiting);
            } catch (DataAccessException failure) {
                throw new AuditUnavailable(failure);
            }
        }

        void write(List<AuditRow> some) {
            some.forEach(row -> witness.writing(tenant(row), List.of(row.id())));
            written.addAll(some);
            rows.add(some, witness.server());
        }

        private static TenantId tenant(AuditRow row) {
            return row.entry().caller().tenant();
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(rows);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(rows, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(rows);
            if (status == STATUS_COMMITTED) {
                written.forEach(row -> witness.written(tenant(row), List.of(row.id())));
            }
        }
    }
}

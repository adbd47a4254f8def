package org.openward.audit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Purpose;
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
    private final JdbcTemplate jdbc;
    private final AuditRows rows;
    private final AuditWriter writer;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SingletonSupplier<List<Emergencies>> emergencies;

    /** Who looks at whose record in an emergency. It is asked for each row, so it asks nobody itself. */
    public interface Emergencies {
        /** Whether the caller broke the glass of that patient's record and may see it at this moment. */
        boolean isBroken(Caller caller, String patient);
    }

    AuditTrail(
            DataSource database,
            PlatformTransactionManager transactions,
            AuditWriter writer,
            Clock clock,
            ObjectProvider<Emergencies> emergencies) {
        this.jdbc = new JdbcTemplate(database);
        this.rows = new AuditRows(jdbc);
        this.writer = writer;
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
        var isEmergency = patient != null
                && emergencies.obtain().stream().anyMatch(one -> one.isBroken(entry.caller(), patient));
        return AuditRow.of(isEmergency ? entry.by(entry.caller().using(Purpose.BTG)) : entry, clock);
    }

    private void add(AuditEntry entry) {
        var row = row(entry);
        var tenant = entry.caller().tenant();
        if (Acting.ifAny().map(Caller::tenant).filter(tenant::equals).isPresent()) {
            ofThisTransaction().add(row);
        } else {
            // The server itself writes while nobody acts, such as when it starts: such a connection sees no tenant's
            // rows.
            TenantRows.showDuring(jdbc, tenant, () -> rows.add(List.of(row)));
        }
    }

    /** Kept at hand, since a bundle's transaction has thousands of other synchronizations to look through. */
    private RowsOfTransaction ofThisTransaction() {
        var known = (RowsOfTransaction) TransactionSynchronizationManager.getResource(rows);
        if (known != null) {
            return known;
        }
        var first = new RowsOfTransaction(rows);
        first.resume();
        TransactionSynchronizationManager.registerSynchronization(first);
        return first;
    }

    /** The rows of one transaction, written together before it commits: a bundle has hundreds. */
    private static final class RowsOfTransaction implements TransactionSynchronization {
        private final AuditRows table;
        private final List<AuditRow> waiting = new ArrayList<>();
        private boolean isWritten;

        RowsOfTransaction(AuditRows table) {
            this.table = table;
        }

        void add(AuditRow row) {
            if (isWritten) {
                table.add(List.of(row));
            } else {
                waiting.add(row);
            }
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            isWritten = true;
            try {
                table.add(waiting);
            } catch (DataAccessException failure) {
                throw new AuditUnavailable(failure);
            }
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(table);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(table, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(table);
        }
    }
}

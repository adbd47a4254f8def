package org.openward.audit;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.openward.audit.witness.Witness;
import org.openward.database.Awaited;
import org.openward.database.SharedCommit;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.stereotype.Component;

/**
 * Writes the rows of all requests that end at about the same time with one commit, and lets each request go when its own
 * are safe. It has a connection of its own, since searches run in read-only transactions.
 */
@Component
class AuditWriter implements SmartLifecycle {
    private static final SQLExceptionTranslator FAILURES = new SQLExceptionSubclassTranslator();
    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final int LARGEST_BATCH = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SharedCommit<Waiting> requests = new SharedCommit<>(LARGEST_BATCH, this::writeAwaited);
    private final DataSource database;
    private final AuditSettings settings;
    private final Witness witness;
    private final DistributionSummary batches;

    private volatile boolean running;

    AuditWriter(DataSource database, AuditSettings settings, Witness witness, MeterRegistry metrics) {
        this.database = database;
        this.witness = witness;
        this.settings = settings;
        Gauge.builder("openward.audit.queue", requests, SharedCommit::waiting)
                .description("Requests that wait for their audit rows to be written")
                .register(metrics);
        this.batches = DistributionSummary.builder("openward.audit.batch")
                .description("Requests whose audit rows were written with one commit")
                .register(metrics);
    }

    /** Returns when the rows are committed; otherwise {@link AuditUnavailable}. */
    void write(List<AuditRow> written) {
        if (!isRunning()) {
            throw new AuditUnavailable(new IllegalStateException("The writer of audit rows does not run."));
        }
        var waiting = new Waiting(written, new CompletableFuture<>());
        try {
            requests.write(waiting, PATIENCE);
            waiting.safe().get(0, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AuditUnavailable(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AuditUnavailable(interruption);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Begins before and ends after everything that answers requests. */
    @Override
    public int getPhase() {
        return 0;
    }

    /** A request waits for each row, whoever takes them to the disk. */
    private void writeAwaited(List<Waiting> together) {
        var turn = Awaited.begin();
        try {
            writeTogether(together);
        } finally {
            turn.close();
        }
    }

    private void writeTogether(List<Waiting> together) {
        try {
            commit(together.stream().flatMap(waiting -> waiting.rows().stream()).toList());
            batches.record(together.size());
            together.forEach(waiting -> waiting.safe().complete(null));
        } catch (RuntimeException failure) {
            if (together.size() > 1 && isOfOneRow(failure)) {
                together.forEach(waiting -> writeTogether(List.of(waiting)));
            } else {
                LOG.error("The audit rows of {} requests could not be written.", together.size(), failure);
                together.forEach(waiting -> waiting.safe().completeExceptionally(failure));
            }
        }
    }

    private void commit(List<AuditRow> written) {
        written.stream()
                .collect(Collectors.groupingBy(row -> row.entry().caller().tenant()))
                .forEach((tenant, rows) -> Acting.as(Caller.server(tenant, "audit"), () -> commit(tenant, rows)));
    }

    /** In one round trip: without a transaction around it, which would take one to begin and one to end. */
    private void commit(TenantId tenant, List<AuditRow> rows) {
        var ids = rows.stream().map(AuditRow::id).toList();
        witness.writing(tenant, ids);
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(true);
            if (settings.reads() == AuditSettings.Reads.RELAXED && rows.stream().allMatch(AuditWriter::isOfReading)) {
                addRelaxed(connection, rows);
            } else {
                AuditRows.add(connection, rows, witness.server());
            }
            witness.written(tenant, ids);
        } catch (SQLException failure) {
            throw failed(tenant, failure);
        }
    }

    private void addRelaxed(Connection connection, List<AuditRow> rows) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = off");
            try {
                AuditRows.add(connection, rows, witness.server());
            } finally {
                statement.execute("reset synchronous_commit");
            }
        }
    }

    private static RuntimeException failed(TenantId tenant, SQLException failure) {
        var told = FAILURES.translate("writing the audit rows of " + tenant, null, failure);
        return told == null
                ? new UncategorizedSQLException("writing the audit rows of " + tenant, null, failure)
                : told;
    }

    private static boolean isOfReading(AuditRow row) {
        return row.entry().deed().isReading();
    }

    /** Whether a row of somebody else, rather than the database, is the reason. */
    private static boolean isOfOneRow(RuntimeException failure) {
        return failure instanceof NonTransientDataAccessException
                && !(failure instanceof NonTransientDataAccessResourceException);
    }

    /** A request whose answer is held back until its rows are safe. */
    private record Waiting(List<AuditRow> rows, CompletableFuture<@Nullable Void> safe) {}
}

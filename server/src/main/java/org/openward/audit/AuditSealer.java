package org.openward.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.sql.DataSource;
import org.openward.audit.SealedBlock.Range;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Chains the committed rows of a tenant, in blocks, shortly after they were written. Only one server at a time seals for a
 * tenant; the others find the lease taken and leave.
 */
@Component
class AuditSealer {
    private static final Logger LOG = LoggerFactory.getLogger(AuditSealer.class);
    private static final int ROWS_PER_BLOCK = 5_000;

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final AuditRows rows;
    private final AuditBlocks blocks;
    private final TransactionTemplate transaction;
    private final Clock clock;

    AuditSealer(DataSource database, Clock clock) {
        this.template = new JdbcTemplate(database);
        this.jdbc = JdbcClient.create(template);
        this.rows = new AuditRows(template);
        this.blocks = new AuditBlocks(template);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.clock = clock;
    }

    /** Seals everything that may be sealed now. */
    void seal(TenantId tenant) {
        var more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(status -> sealOneBlock(tenant)));
        }
    }

    /** The end of the tenant's chain; empty when nothing was ever sealed. */
    Optional<SealedBlock> newest(TenantId tenant) {
        return transaction.execute(status -> {
            TenantRows.show(template, tenant);
            return blocks.newest(tenant);
        });
    }

    /** How long the oldest row waits that is not sealed yet. */
    Duration lag(TenantId tenant) {
        var oldest = transaction.execute(status -> {
            TenantRows.show(template, tenant);
            var end = blocks.newest(tenant).map(block -> block.range().to()).orElse(0L);
            return rows.oldestSince(tenant, end);
        });
        return oldest == null || oldest.isEmpty() ? Duration.ZERO : Duration.between(oldest.get(), clock.instant());
    }

    private boolean sealOneBlock(TenantId tenant) {
        TenantRows.show(template, tenant);
        if (!leased(tenant)) {
            return false;
        }
        var newest = blocks.newest(tenant);
        var horizon = horizon();
        var open = new Range(newest.map(block -> block.range().to()).orElse(0L), horizon.transaction());
        if (Long.compareUnsigned(open.to(), open.from()) <= 0) {
            warnWhenTransactionsBeganAnew(tenant, open);
            return false;
        }
        var boundary = rows.boundary(tenant, open, ROWS_PER_BLOCK);
        var range = new Range(open.from(), boundary.orElse(open.to()));
        var written = rows.writtenBy(tenant, range);
        if (!written.isEmpty()) {
            blocks.add(newest.map(block -> block.next(range.to(), written, horizon.moment()))
                    .orElseGet(() -> SealedBlock.first(tenant, range.to(), written, horizon.moment())));
        }
        return boundary.isPresent();
    }

    private boolean leased(TenantId tenant) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('openward.audit.seal ' || :tenant, 0))")
                .param("tenant", tenant.value())
                .query(Boolean.class)
                .single();
    }

    /**
     * The oldest transaction that may still write. Rows get their sequence before they are committed, in any order; but a
     * row of a transaction before this one is either visible to the next statement or will never be. With the moment by the database's clock,
     * by which servers say that they live.
     */
    private Horizon horizon() {
        return jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text, clock_timestamp()")
                .query((row, number) -> new Horizon(
                        Long.parseUnsignedLong(row.getString(1)),
                        row.getObject(2, OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.MILLIS)))
                .single();
    }

    private record Horizon(long transaction, Instant moment) {}

    private static void warnWhenTransactionsBeganAnew(TenantId tenant, Range open) {
        if (Long.compareUnsigned(open.to(), open.from()) < 0) {
            LOG.error(
                    "The audit trail of {} is not sealed: PostgreSQL counts transactions from {}, the chain ends at {}. "
                            + "Was the database restored from a logical dump?",
                    tenant,
                    open.to(),
                    open.from());
        }
    }
}

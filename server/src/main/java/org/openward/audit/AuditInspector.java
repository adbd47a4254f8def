package org.openward.audit;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditReport.Finding;
import org.openward.audit.AuditReport.Kind;
import org.openward.audit.SealedBlock.Range;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Recalculates a tenant's chain and compares it, block by block and row by row, with what is kept. */
@Component
class AuditInspector {
    /** A server says each minute that it lives. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private final AuditTrail trail;
    private final JdbcTemplate jdbc;
    private final AuditRows rows;
    private final AuditBlocks blocks;
    private final TransactionTemplate transaction;

    AuditInspector(DataSource database, AuditTrail trail) {
        this.trail = trail;
        this.jdbc = new JdbcTemplate(database);
        this.rows = new AuditRows(jdbc);
        this.blocks = new AuditBlocks(jdbc);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        // One view of the trail for the whole inspection, although sealing goes on.
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        transaction.setReadOnly(true);
    }

    /**
     * @param from check the blocks sealed at this moment or later; absent: all
     * @param to check the blocks sealed before this moment; absent: all, and the rows that are not sealed yet
     */
    AuditReport inspect(TenantId tenant, @Nullable Instant from, @Nullable Instant to) {
        trail.lookAfter(tenant);
        return transaction.execute(status -> {
            TenantRows.show(jdbc, tenant);
            return new Inspection(tenant).run(from, to);
        });
    }

    /** One walk along the chain. */
    private final class Inspection {
        private final TenantId tenant;
        private final List<Finding> findings = new ArrayList<>();
        private final long serversSince = rows.serversSince();
        private final Map<UUID, Instant> servers = rows.servers();
        private int checked;

        Inspection(TenantId tenant) {
            this.tenant = tenant;
        }

        AuditReport run(@Nullable Instant from, @Nullable Instant to) {
            var last = from == null ? Optional.<SealedBlock>empty() : blocks.newestBefore(tenant, from);
            var next = nextAfter(last);
            while (next.isPresent() && (to == null || next.get().sealedAt().isBefore(to))) {
                inspectLink(last, next.get());
                inspectRows(next.get(), last.map(SealedBlock::sealedAt));
                last = next;
                next = nextAfter(last);
            }
            if (to == null) {
                inspectUnsealed(end(last), last.map(SealedBlock::sealedAt));
            }
            return new AuditReport(checked, findings);
        }

        private Optional<SealedBlock> nextAfter(Optional<SealedBlock> last) {
            return blocks.nextAfter(tenant, last.map(SealedBlock::number).orElse(0L));
        }

        private static long end(Optional<SealedBlock> last) {
            return last.map(block -> block.range().to()).orElse(0L);
        }

        private void inspectLink(Optional<SealedBlock> last, SealedBlock block) {
            var expected = last.map(SealedBlock::number).orElse(0L) + 1;
            var previousHash = last.map(SealedBlock::hash).orElse(SealedBlock.NO_HASH);
            if (block.number() != expected) {
                found(Finding.of(
                        Kind.DELETED,
                        "The chain goes from block " + (expected - 1) + " to block " + block.number()
                                + "; what lies between is missing."));
            } else if (!block.previousHash().equals(previousHash)
                    || block.range().from() != end(last)) {
                found(Finding.of(Kind.ALTERED, "Block " + block.number() + " does not continue the block before it."));
            }
            if (!block.hash().equals(block.calculatedHash())) {
                found(Finding.of(Kind.ALTERED, "Block " + block.number() + " is not as it was sealed."));
            }
        }

        private void inspectRows(SealedBlock block, Optional<Instant> before) {
            var expected = block.leaves().bySequence();
            var place = " in block " + block.number() + ".";
            for (var row : rows.writtenBy(tenant, block.range())) {
                checked++;
                var digest = expected.remove(row.sequence());
                if (digest == null) {
                    found(Finding.of(Kind.INSERTED, row, "Row " + row.sequence() + " was never sealed" + place));
                } else if (!digest.equals(ByteBuffer.wrap(row.digest()))) {
                    found(Finding.of(Kind.ALTERED, row, "Row " + row.sequence() + " is not as it was sealed" + place));
                } else {
                    inspectOrigin(row, before);
                }
            }
            for (var sequence : expected.keySet()) {
                found(Finding.of(Kind.DELETED, "Row " + sequence + " is missing" + place));
            }
        }

        /**
         * Whether a server wrote it, and what it tells of others.
         *
         * @param before when the block before it was sealed: its transaction ended afterwards
         */
        private void inspectOrigin(KeptRow row, Optional<Instant> before) {
            var server = row.server();
            if (server == null) {
                if (Long.compareUnsigned(row.transaction(), serversSince) >= 0) {
                    found(Finding.of(Kind.INSERTED, row, "Row " + row.sequence() + " names no server that wrote it."));
                }
            } else if (!servers.containsKey(server)) {
                found(Finding.of(Kind.INSERTED, row, "Row " + row.sequence() + " names a server that never was."));
            } else if (before.filter(
                            moment -> moment.isAfter(servers.get(server).plus(LONGEST_SILENCE)))
                    .isPresent()) {
                found(Finding.of(Kind.INSERTED, row, "Row " + row.sequence() + " names a server that was gone."));
            } else {
                row.told().ifPresent(this::found);
            }
        }

        private void inspectUnsealed(long end, Optional<Instant> before) {
            var notYetBegun = rows.nextTransaction();
            for (var row : rows.writtenBy(tenant, new Range(end, -1))) {
                checked++;
                if (Long.compareUnsigned(row.transaction(), notYetBegun) >= 0) {
                    found(Finding.of(
                            Kind.INSERTED,
                            row,
                            "Row " + row.sequence() + " names a transaction that has not happened yet."));
                } else if (!row.isAsWritten()) {
                    found(Finding.of(
                            Kind.ALTERED,
                            row,
                            "Row " + row.sequence()
                                    + ", not sealed yet, was written by another transaction than it names."));
                } else {
                    inspectOrigin(row, before);
                }
            }
        }

        private void found(Finding finding) {
            if (findings.size() < AuditReport.MOST_FINDINGS) {
                findings.add(finding);
            }
        }
    }
}

package org.openward.approvals;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openward.approvals.KeptProposal.Status;
import org.openward.tenancy.Acting;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The acting tenant's proposals. What was proposed is never changed; the table itself keeps proposer and approver apart. */
@Component
@EnableConfigurationProperties(ApprovalSettings.class)
class ApprovalBook {
    private static final String COLUMNS =
            "select task_id, change, content, content_hash, proposer, proposer_record, proposed_at, expires_at, status from openward.approval ";
    private static final RowMapper<KeptProposal> PROPOSAL = (row, number) -> new KeptProposal(
            row.getString("task_id"),
            row.getString("change"),
            row.getString("content"),
            row.getString("content_hash"),
            row.getString("proposer"),
            row.getString("proposer_record"),
            row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
            row.getObject("expires_at", OffsetDateTime.class).toInstant(),
            Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT).replace('-', '_')));

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ApprovalSettings settings;
    private final MeterRegistry meters;

    ApprovalBook(JdbcClient jdbc, Clock clock, ApprovalSettings settings, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
        this.meters = meters;
    }

    /** The proposal that says the same and is still to be decided; until the transaction ends, nobody else can make it. */
    Optional<KeptProposal> same(String change, String hash, String proposer) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('openward.approval.' || :hash, 0))::text")
                .param("hash", hash)
                .query(String.class)
                .single();
        return jdbc.sql(
                        COLUMNS
                                + """
                                where tenant_id = :tenant and change = :change and content_hash = :hash and proposer = :proposer
                                    and status = 'open' and expires_at > :now
                                """)
                .param("tenant", Acting.tenant().value())
                .param("change", change)
                .param("hash", hash)
                .param("proposer", proposer)
                .param("now", at(clock.instant()))
                .query(PROPOSAL)
                .optional();
    }

    Instant now() {
        return clock.instant();
    }

    /** Until when what is proposed at that moment can be decided. */
    Instant expiry(Instant proposed) {
        return proposed.plus(settings.lifetime());
    }

    boolean isExpired(KeptProposal proposal) {
        return !clock.instant().isBefore(proposal.expiresAt());
    }

    void enter(KeptProposal proposal) {
        jdbc.sql(
                        """
                        insert into openward.approval
                            (tenant_id, task_id, change, content, content_hash, proposer, proposer_record, proposed_at, expires_at)
                        values (:tenant, :task, :change, :content, :hash, :proposer, :record, :proposed, :expires)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("task", proposal.task())
                .param("change", proposal.change())
                .param("content", proposal.content())
                .param("hash", proposal.hash())
                .param("proposer", proposal.proposer())
                .param("record", proposal.proposerRecord())
                .param("proposed", at(proposal.proposedAt()))
                .param("expires", at(proposal.expiresAt()))
                .update();
        count(proposal, Status.OPEN);
    }

    /** The proposal of that task; whoever else wants to decide it waits until the transaction ends. */
    Optional<KeptProposal> ofTask(String task) {
        return jdbc.sql(COLUMNS + "where tenant_id = :tenant and task_id = :task for update")
                .param("tenant", Acting.tenant().value())
                .param("task", task)
                .query(PROPOSAL)
                .optional();
    }

    /** Some proposals whose time is over and that no other server is just closing. */
    List<KeptProposal> overdue(int most) {
        return jdbc.sql(
                        COLUMNS
                                + """
                                where tenant_id = :tenant and status = 'open' and expires_at <= :now
                                order by expires_at limit :most for update skip locked
                                """)
                .param("tenant", Acting.tenant().value())
                .param("now", at(clock.instant()))
                .param("most", most)
                .query(PROPOSAL)
                .list();
    }

    void decide(KeptProposal proposal, Status status) {
        jdbc.sql(
                        """
                        update openward.approval
                        set status = :status, decided_by = :decider, decider_record = :record, decided_at = :now
                        where tenant_id = :tenant and task_id = :task
                        """)
                .param("status", written(status))
                .param("decider", Acting.caller().subject())
                .param("record", Acting.caller().record())
                .param("now", at(clock.instant()))
                .param("tenant", Acting.tenant().value())
                .param("task", proposal.task())
                .update();
        count(proposal, status);
    }

    /** When it is certain: what is rolled back did not happen. */
    private void count(KeptProposal proposal, Status status) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                meters.counter("openward.approvals", "change", proposal.change(), "status", written(status))
                        .increment();
            }
        });
    }

    private static String written(Status status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static OffsetDateTime at(Instant moment) {
        return OffsetDateTime.ofInstant(moment, ZoneOffset.UTC);
    }
}

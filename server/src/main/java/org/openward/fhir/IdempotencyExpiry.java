package org.openward.fhir;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Forgets the answers to requests that nobody repeats any more. */
@Component
class IdempotencyExpiry {
    /** How long an answer is kept, counted from the first request. */
    static final int DAYS = 30;

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final Clock clock;
    private final TransactionTemplate transaction;

    IdempotencyExpiry(JdbcClient jdbc, Tenants tenants, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT10M")
    void forgetOldAnswers() {
        tenants.all().forEach(this::forgetOldAnswersOf);
    }

    private void forgetOldAnswersOf(Tenant tenant) {
        var expiry = Caller.server(tenant.id(), "expiry-" + UUID.randomUUID());
        Acting.as(
                expiry,
                () -> transaction.executeWithoutResult(status -> {
                    if (isOurTurn()) {
                        forget(tenant);
                    }
                }));
    }

    /** Of several servers on one database one at a time does this; the lease ends with the transaction. */
    private boolean isOurTurn() {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('openward.idempotency', 0))")
                .query(Boolean.class)
                .single();
    }

    private void forget(Tenant tenant) {
        jdbc.sql("delete from openward.idempotency where tenant_id = :tenant and created_at < :oldest")
                .param("tenant", tenant.id().value())
                .param(
                        "oldest",
                        OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
                                .minusDays(DAYS))
                .update();
    }
}

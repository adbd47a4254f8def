package org.openward.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.sealing.KeptNumbers;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.Sealing;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out a request once, however often its sender repeats it with the same {@code Idempotency-Key}. A refused request
 * leaves nothing behind, so that its key may be tried again; an answer is kept for 30 days.
 */
@Component
public class Idempotency implements KeptNumbers {
    private static final int DAYS_KEPT = 30;

    private final JdbcClient jdbc;
    private final FhirContext fhir;
    private final Tenants tenants;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final Sealing sealing;

    Idempotency(
            JdbcClient jdbc,
            FhirContext fhir,
            Tenants tenants,
            Clock clock,
            PlatformTransactionManager transactions,
            Sealing sealing) {
        this.sealing = sealing;
        this.jdbc = jdbc;
        this.fhir = fhir;
        this.tenants = tenants;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Does the work in one transaction together with remembering its answer, or gives the remembered answer. While the
     * first request is still at work, a second one with the same key waits for it.
     */
    @SuppressWarnings("unchecked") // the request hash covers the operation, and an operation answers with one type
    public <T extends Resource> T once(RequestDetails request, Supplier<T> work) {
        var key = IdempotencyKey.of(request, fhir);
        return (T) transaction.execute(status -> isFirst(key) ? answer(key, work.get()) : storedAnswer(key));
    }

    /** Forgets the answers to requests that nobody repeats any more. */
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
                                .minusDays(DAYS_KEPT))
                .update();
    }

    private boolean isFirst(IdempotencyKey key) {
        return jdbc.sql(
                                """
                        insert into openward.idempotency (tenant_id, operation, key, request_hash, created_at)
                        values (:tenant, :operation, :key, :hash, :now)
                        on conflict do nothing
                        """)
                        .param("tenant", Acting.tenant().value())
                        .param("operation", key.operation())
                        .param("key", key.value())
                        .param("hash", sealing.tokens().keyed(key.requestHash()))
                        .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                        .update()
                == 1;
    }

    private Resource answer(IdempotencyKey key, Resource answer) {
        keep(
                key.operation(),
                key.value(),
                sealing.texts().seal(fhir.newJsonParser().encodeResourceToString(answer), place()));
        return answer;
    }

    private void keep(String operation, String key, String response) {
        jdbc.sql(
                        """
                        update openward.idempotency set response = :response
                        where tenant_id = :tenant and operation = :operation and key = :key
                        """)
                .param("response", response)
                .param("tenant", Acting.tenant().value())
                .param("operation", operation)
                .param("key", key)
                .update();
    }

    private Resource storedAnswer(IdempotencyKey key) {
        var stored = jdbc.sql(
                        """
                        select request_hash, response from openward.idempotency
                        where tenant_id = :tenant and operation = :operation and key = :key
                        """)
                .param("tenant", Acting.tenant().value())
                .param("operation", key.operation())
                .param("key", key.value())
                .query((row, number) -> new Stored(row.getBytes("request_hash"), row.getString("response")))
                .single();
        if (!sealing.tokens().isKeyed(stored.requestHash, key.requestHash())) {
            throw new KeyUsedForAnotherRequest();
        }
        if (stored.response == null) {
            throw new AnswerErased();
        }
        return (Resource) fhir.newJsonParser().parseResource(sealing.texts().open(stored.response, place()));
    }

    /** Answers that were kept in clear, or with a former key. */
    @Override
    public int sealAgain() {
        return jdbc
                .sql(
                        """
                        select operation, key, response from openward.idempotency
                        where tenant_id = :tenant and response like any (:signs)
                        """)
                .param("tenant", Acting.tenant().value())
                .param(
                        "signs",
                        sealing.texts().signs().stream()
                                .map(sign -> "%" + sign.replace("_", "\\_") + "%")
                                .toArray(String[]::new))
                .query((row, number) ->
                        renew(row.getString("operation"), row.getString("key"), row.getString("response")))
                .list()
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private int renew(String operation, String key, String response) {
        return sealing.texts().renew(response, place(), again -> keep(operation, key, again));
    }

    private Place place() {
        return new Place(tenants.find(Acting.tenant()).map(Tenant::partition).orElse(0), "answer");
    }

    private static final class Stored {
        private final byte[] requestHash;
        private final @Nullable String response;

        Stored(byte[] requestHash, @Nullable String response) {
            this.requestHash = requestHash;
            this.response = response;
        }
    }
}

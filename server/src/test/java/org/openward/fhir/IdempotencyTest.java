package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openward.fhir.sealing.Sealing;
import org.openward.fhir.sealing.SealingForTests;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantsForTests;
import org.openward.testing.AtOnce;
import org.openward.testing.MovableClock;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class IdempotencyTest {
    private static final String KEY = "c1f1c6de-54ab-4e0b-b4a2-7d0e4bd9a8ff";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final Idempotency idempotency = with(SealingForTests.off());
    private final TenantId clinic = Tenancy.aClinic();
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void the_same_request_again_gets_the_same_answer_and_is_not_done_again() {
        var first = send(KEY, "five euro");

        var again = send(KEY, "five euro");

        assertThat(done).hasValue(1);
        assertThat(again.equalsDeep(first)).isTrue();
    }

    @Test
    void thirty_two_times_the_same_request_at_once_is_done_once() throws Exception {
        var answers = AtOnce.all(32, person -> () -> send(KEY, "five euro"));

        assertThat(done).hasValue(1);
        assertThat(answers).allMatch(AtOnce.Outcome::succeeded);
        assertThat(answers.stream()
                        .map(answer -> answer.result().get(0).getCode().getText())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        send(KEY, "five euro");

        assertThatThrownBy(() -> send(KEY, "six euro")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.RULE);
            assertThat(refusal.invariant()).isEqualTo("G2");
        });
        assertThat(done).hasValue(1);
    }

    @Test
    void the_same_key_for_another_record_or_from_another_caller_is_refused() {
        send(KEY, "five euro");

        var elsewhere = request(KEY, "five euro");
        elsewhere.setRequestPath("Invoice/2/$pay");

        assertThatThrownBy(() -> once(elsewhere)).isInstanceOf(KeyUsedForAnotherRequest.class);
        assertThatThrownBy(() -> Acting.as(
                        new Caller(clinic, Caller.Kind.CLIENT, "another program", "r", ""),
                        () -> idempotency.once(request(KEY, "five euro"), this::work)))
                .isInstanceOf(KeyUsedForAnotherRequest.class);
    }

    @Test
    void the_same_key_in_another_clinic_is_another_request() {
        send(KEY, "five euro");

        Acting.as(Tenancy.aClerkOf(Tenancy.aClinic()), () -> idempotency.once(request(KEY, "five euro"), this::work));

        assertThat(done).hasValue(2);
    }

    @Test
    void a_refused_request_may_be_tried_again_under_its_key() {
        assertThatThrownBy(() -> as(() -> idempotency.once(request(KEY, "five euro"), () -> {
                    throw new ResourceNotFound("Invoice", "1");
                })))
                .isInstanceOf(ResourceNotFound.class);

        send(KEY, "five euro");

        assertThat(done).hasValue(1);
    }

    @Test
    void a_request_without_a_usable_key_is_malformed() {
        assertMalformed(null);
        assertMalformed(" ");
        assertMalformed("two words");
        assertMalformed("k".repeat(256));
        assertThat(done).hasValue(0);
    }

    private Idempotency with(Sealing sealing) {
        return new Idempotency(
                Postgres.jdbc(),
                FhirContext.forR4Cached(),
                TenantsForTests.register(),
                clock,
                Objects.requireNonNull(Postgres.inTransaction().getTransactionManager()),
                sealing);
    }

    @Test
    void the_same_request_is_known_again_whichever_key_was_the_newest_and_whichever_lines_are_gone(@TempDir Path folder)
            throws IOException {
        var system = "https://id.example/national";
        var database = SealingForTests.aDatabase();
        send(KEY, "five euro");
        var first = with(SealingForTests.with(SealingForTests.ring(database, folder, system)));
        as(() -> first.once(request("second", "five euro"), this::work));
        SealingForTests.addKey(folder, "next");
        var ring = SealingForTests.ring(database, folder, system);
        var second = with(SealingForTests.with(ring));

        as(() -> second.once(request(KEY, "five euro"), this::work));
        as(() -> second.once(request("second", "five euro"), this::work));
        as(() -> second.once(request("third", "five euro"), this::work));
        assertThat(done).hasValue(3);
        ring.finish(ring.unfinished().orElseThrow());
        SealingForTests.keepOnly(folder, "next");
        var third = with(SealingForTests.with(SealingForTests.ring(database, folder, system)));

        as(() -> third.once(request("third", "five euro"), this::work));
        assertThat(done).hasValue(3);
        assertThatThrownBy(() -> as(() -> third.once(request("third", "six euro"), this::work)))
                .isInstanceOf(KeyUsedForAnotherRequest.class);
    }

    @Test
    void an_answer_is_forgotten_after_thirty_days() {
        send(KEY, "five euro");
        clock.moveTo(clock.instant().plus(Duration.ofDays(29)));
        idempotency.forgetOldAnswers();
        send(KEY, "five euro");
        assertThat(done).hasValue(1);

        clock.moveTo(clock.instant().plus(Duration.ofDays(2)));
        idempotency.forgetOldAnswers();
        send(KEY, "five euro");

        assertThat(done).hasValue(2);
    }

    private void assertMalformed(@Nullable String key) {
        assertThatThrownBy(() -> send(key, "five euro"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.MALFORMED));
    }

    private Basic send(@Nullable String key, String body) {
        return once(request(key, body));
    }

    private Basic once(SystemRequestDetails request) {
        return as(() -> idempotency.once(request, this::work));
    }

    private <T> T as(Supplier<T> work) {
        return Acting.as(Tenancy.aClerkOf(clinic), work);
    }

    private Basic work() {
        done.incrementAndGet();
        var answer = new Basic();
        answer.getCode().setText(UUID.randomUUID().toString());
        return answer;
    }

    private static SystemRequestDetails request(@Nullable String key, String body) {
        var request = new SystemRequestDetails();
        request.setRequestType(RequestTypeEnum.POST);
        request.setResourceName("Invoice");
        request.setOperation("$pay");
        request.setRequestPath("Invoice/1/$pay");
        request.setResource(new Parameters().addParameter("amount", new StringType(body)));
        if (key != null) {
            request.addHeader("Idempotency-Key", key);
        }
        return request;
    }
}

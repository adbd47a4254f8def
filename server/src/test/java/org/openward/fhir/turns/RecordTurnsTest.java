package org.openward.fhir.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.testing.AtOnce;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class RecordTurnsTest {
    private static final int WRITERS = 16;

    private final List<RecordTurns> servers =
            List.of(new RecordTurns(Postgres.jdbc()), new RecordTurns(Postgres.jdbc()));
    private final long record = UUID.randomUUID().getMostSignificantBits();

    @Test
    void whichever_server_they_ask_one_has_his_turn_at_a_time() throws InterruptedException {
        var busy = new AtomicInteger();
        var most = new AtomicInteger();

        var outcomes = AtOnce.all(WRITERS, writer -> () -> {
            var records = List.of(record, record + 1);
            var server = servers.get(writer % servers.size());
            return server.here(records, () -> {
                Postgres.inTransaction().executeWithoutResult(open -> {
                    server.everywhere(records);
                    most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                    Postgres.jdbc()
                            .sql("select pg_sleep(0.01)::text")
                            .query(String.class)
                            .list();
                    busy.decrementAndGet();
                });
                return writer;
            });
        });

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        assertThat(most).hasValue(1);
    }

    @Test
    void who_changes_another_record_does_not_wait() throws InterruptedException {
        var everybody = new CountDownLatch(WRITERS);

        var outcomes = AtOnce.all(
                WRITERS,
                writer -> () -> servers.get(0).here(List.of(record + writer), () -> {
                    everybody.countDown();
                    return isReached(everybody);
                }));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.result()).containsExactly(true));
    }

    private static boolean isReached(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void a_turn_ends_with_a_failure_too() throws InterruptedException {
        var outcomes = AtOnce.all(
                WRITERS,
                writer -> () -> servers.get(0).here(List.of(record), () -> {
                    throw new IllegalStateException("refused");
                }));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).hasSize(1));
    }

    @Test
    void a_record_has_one_number_however_it_is_named_and_another_in_each_clinic() {
        var here = Tenancy.aClerkOf(Tenancy.aClinic());
        var there = Tenancy.aClerkOf(Tenancy.aClinic());

        var named = Acting.as(here, () -> ChangedRecords.of(putting("Patient/1")));

        assertThat(named).hasSize(1);
        assertThat(Acting.as(here, () -> ChangedRecords.of(putting("/Patient/1/_history/4"))))
                .isEqualTo(named);
        assertThat(Acting.as(here, () -> ChangedRecords.of(putting("Patient/2"))))
                .doesNotContainAnyElementsOf(named);
        assertThat(Acting.as(there, () -> ChangedRecords.of(putting("Patient/1"))))
                .doesNotContainAnyElementsOf(named);
    }

    @Test
    void a_condition_is_one_however_it_is_said() {
        var bundle = putting("Patient?identifier=a%7C1");
        bundle.addEntry()
                .setResource(new Patient())
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setIfNoneExist("identifier=a%7C1");
        bundle.addEntry().getRequest().setMethod(HTTPVerb.DELETE).setUrl("/Patient?identifier=a%7C1");

        assertThat(ChangedRecords.of(bundle)).hasSize(1);
    }

    @Test
    void nobody_waits_for_what_is_new_or_only_read_or_no_transaction() {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry().setResource(new Patient()).getRequest().setMethod(HTTPVerb.POST);
        bundle.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient/1");
        bundle.addEntry().getRequest().setMethod(HTTPVerb.PUT);
        bundle.addEntry();

        assertThat(ChangedRecords.of(bundle)).isEmpty();
        assertThat(ChangedRecords.of(putting("Patient/1").setType(BundleType.BATCH)))
                .isEmpty();
    }

    @Test
    void all_name_the_records_in_one_order_and_no_more_than_a_hundred() {
        var names = LongStream.range(0, 100).mapToObj(id -> "Patient/" + id).toList();
        var more = new ArrayList<>(names);
        more.add("Patient/100");

        assertThat(ChangedRecords.of(putting(names.toArray(String[]::new))))
                .hasSize(100)
                .isSorted();
        assertThat(ChangedRecords.of(putting(more.toArray(String[]::new)))).isEmpty();
    }

    private static Bundle putting(String... addresses) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (var address : addresses) {
            bundle.addEntry()
                    .setResource(new Patient())
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl(address);
        }
        return bundle;
    }
}

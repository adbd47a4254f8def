package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.LONG;
import static org.openward.notifications.Subscriber.aPatient;
import static org.openward.notifications.Subscriber.result;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openward.notifications.SubscriptionBook.Waiting;
import org.openward.notifications.outbox.Interests;
import org.openward.notifications.terms.Terms;
import org.openward.notifications.terms.Terms.Channel;
import org.openward.notifications.terms.Terms.Kind;
import org.openward.security.KeptGrant;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A tenant with two thousand subscriptions to one type of record. */
@HospitalTest
class ManySubscriptionsIT {
    private static final int MANY = 2_000;
    private static final int WRITES = 100;
    private static final Caller SERVER = Caller.server(new TenantId("clinic-b"), "many");

    @AfterEach
    void none_of_them_stays(Hospital hospital) {
        inTenant(hospital, () -> {
            hospital.part(JdbcClient.class)
                    .sql("delete from openward.subscription where id like 'many-%'")
                    .update();
            hospital.part(SubscriptionBook.class).remove("many-0");
        });
    }

    @Test
    void a_write_goes_to_the_database_once_more_and_the_right_ones_hear_of_it(Hospital hospital) {
        var clinic = hospital.asClinicB();
        var patient = aPatient(clinic);
        var before = measured(hospital, clinic, patient);

        subscribe(hospital, patient);
        var after = measured(hospital, clinic, patient);

        var heard = "select coalesce(sum(events), 0) from openward.subscription where id like 'many-%'";
        await().atMost(LONG).untilAsserted(() -> assertThat(Acting.as(SERVER, () -> hospital.part(JdbcClient.class)
                        .sql(heard)
                        .query(Long.class)
                        .single()))
                .isEqualTo(2L * (WRITES + 1)));
        assertThat(after.statements()).isLessThanOrEqualTo(before.statements() + 1);
        // A loose bound on a shared machine; docs/subscriptions.md has the figures.
        assertThat(after.medianMicros()).isLessThan(3 * before.medianMicros() + 5_000);
    }

    private record Measured(int statements, long medianMicros) {}

    /** One write counted, and many timed. */
    private static Measured measured(Hospital hospital, FhirClient clinic, String patient) {
        var statements = hospital.part(CountedStatements.class).during(() -> clinic.create(result(patient)));
        var times = IntStream.range(0, WRITES)
                .mapToLong(write -> {
                    var begin = System.nanoTime();
                    clinic.create(result(patient));
                    return (System.nanoTime() - begin) / 1_000;
                })
                .sorted()
                .toArray();
        var counted = statements.stream()
                .filter(one -> !one.startsWith("select nextval("))
                .count();
        return new Measured((int) counted, times[WRITES / 2]);
    }

    /** Two of them want to hear of that patient, all others of other ones. */
    private static void subscribe(Hospital hospital, String patient) {
        var book = hospital.part(SubscriptionBook.class);
        inTenant(hospital, () -> {
            for (int number = 0; number < MANY; number++) {
                var subject = number < 2 ? patient : "Patient/" + UUID.randomUUID();
                book.enter("many-" + number, "requested", terms("Observation?subject=" + subject), null, Waiting.STAYS);
            }
            hospital.part(JdbcClient.class)
                    .sql("update openward.subscription set status = 'active' where id like 'many-%'")
                    .update();
        });
        hospital.part(Interests.class).learn();
    }

    private static Terms terms(String criteria) {
        return new Terms(
                criteria,
                "Observation",
                null,
                List.of(criteria),
                new Channel(Kind.WEBSOCKET, null, List.of(), null, null, 0, 0, 1),
                new Terms.Subscriber(new KeptGrant(Caller.Kind.CLIENT, "demo-b", List.of("system/*.cruds"), null), ""));
    }

    private static void inTenant(Hospital hospital, Runnable work) {
        Acting.as(SERVER, () -> hospital.part(TransactionTemplate.class).executeWithoutResult(open -> work.run()));
    }
}

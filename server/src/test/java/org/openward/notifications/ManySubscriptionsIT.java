package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.LONG;
import static org.openward.notifications.Subscriber.aPatient;
import static org.openward.notifications.Subscriber.result;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Patient;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A tenant with two thousand subscriptions to one type of record. */
@HospitalTest
class ManySubscriptionsIT {
    private static final Logger LOG = LoggerFactory.getLogger(ManySubscriptionsIT.class);
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
    void a_write_goes_to_the_database_once_more_and_is_compared_with_few_criteria(Hospital hospital) {
        var clinic = hospital.asClinicB();
        var patient = aPatient(clinic);
        var before = measured(hospital, clinic, patient);

        subscribe(hospital, patient);
        var compared = compared(hospital);
        var after = measured(hospital, clinic, patient);

        await().atMost(LONG).untilAsserted(() -> assertThat(heard(hospital).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2L * (WRITES + 1)));
        assertThat(after.statements()).isLessThanOrEqualTo(before.statements() + 1);
        // All criteria for each write would be a hundred times as many.
        assertThat(compared(hospital) - compared).isBetween(WRITES + 1.0, MANY * 1.0);
        LOG.info(
                "The median of a create is {} us alone and {} us with {} subscriptions.",
                before.medianMicros(),
                after.medianMicros(),
                MANY);
    }

    @Test
    void who_names_a_record_in_whatever_way_hears_of_what_has_to_do_with_it(Hospital hospital) {
        var clinic = hospital.asClinicB();
        var one = aPatient(clinic);
        var other = aPatient(clinic);
        var id = one.substring("Patient/".length());
        var own = "many-" + UUID.randomUUID();
        enter(
                hospital,
                Map.of(
                        "many-either", "Observation?subject=" + one + "," + other,
                        "many-plain", "Observation?patient=" + id,
                        "many-typed", "Observation?subject:Patient=" + id + "&code=http://loinc.org|718-7",
                        "many-both", "Observation?subject=" + one + "&performer=Practitioner/nobody",
                        "many-address", "Observation?subject=https://elsewhere.example/fhir/" + one,
                        "many-code", "Observation?code=http://loinc.org|718-7",
                        "many-own", "Patient?_id=" + own + ",nobody",
                        "many-others", "Patient?_id=nobody"));

        clinic.create(result(one));
        clinic.create(result(other));
        clinic.create(result(aPatient(clinic)));
        clinic.put("/Patient/" + own, named(own));

        await().atMost(LONG).untilAsserted(() -> assertThat(heard(hospital))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "many-either", 2L,
                        "many-plain", 1L,
                        "many-typed", 1L,
                        "many-both", 0L,
                        "many-address", 0L,
                        "many-code", 3L,
                        "many-own", 1L,
                        "many-others", 0L)));
    }

    private static Patient named(String id) {
        var patient = new Patient();
        patient.setId(id);
        patient.addName().setFamily("Named");
        return patient;
    }

    /** How many events each has had. */
    private static Map<String, Long> heard(Hospital hospital) {
        return Acting.as(SERVER, () -> hospital.part(SubscriptionBook.class).all(2 * MANY)).stream()
                .filter(entry -> entry.id().startsWith("many-"))
                .collect(Collectors.toMap(SubscriptionBook.Entry::id, SubscriptionBook.Entry::events));
    }

    /** How often criteria were put to changed records until now, by whomever. */
    private static double compared(Hospital hospital) {
        return hospital.part(MeterRegistry.class)
                .counter("openward.notifications.compared")
                .count();
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
        enter(
                hospital,
                IntStream.range(0, MANY)
                        .boxed()
                        .collect(Collectors.toMap(
                                number -> "many-" + number,
                                number -> "Observation?subject="
                                        + (number < 2 ? patient : "Patient/" + UUID.randomUUID()))));
    }

    /** Active at once, as if they had been for long. */
    private static void enter(Hospital hospital, Map<String, String> criteria) {
        var book = hospital.part(SubscriptionBook.class);
        inTenant(hospital, () -> {
            criteria.forEach((id, asked) -> book.enter(id, "requested", terms(asked), null, Waiting.STAYS));
            hospital.part(JdbcClient.class)
                    .sql("update openward.subscription set status = 'active' where id like 'many-%'")
                    .update();
        });
        hospital.part(Interests.class).learn();
    }

    private static Terms terms(String criteria) {
        return new Terms(
                criteria,
                criteria.substring(0, criteria.indexOf('?')),
                null,
                List.of(criteria),
                new Channel(Kind.WEBSOCKET, null, List.of(), null, null, 0, 0, 1),
                new Terms.Subscriber(new KeptGrant(Caller.Kind.CLIENT, "demo-b", List.of("system/*.cruds"), null), ""));
    }

    private static void inTenant(Hospital hospital, Runnable work) {
        Acting.as(SERVER, () -> hospital.part(TransactionTemplate.class).executeWithoutResult(open -> work.run()));
    }
}

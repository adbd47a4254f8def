package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.junit.jupiter.api.Test;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** How often the main interactions go to the database, the audit row included; a loop over records would show here. */
@HospitalTest
class StatementsPerRequestIT {
    private static final String CODE = "http://loinc.org|718-7";

    private static Patient patient() {
        var patient = new Patient();
        patient.addName().setFamily("Counted");
        return patient;
    }

    private static Observation observation(String patient) {
        return new Observation()
                .setSubject(new Reference(patient))
                .setCode(new CodeableConcept(new Coding("http://loinc.org", "718-7", null)));
    }

    private static String patientWithResults(FhirClient demo, int results) {
        var id = "Patient/" + demo.create(patient()).getIdElement().getIdPart();
        for (int i = 0; i < results; i++) {
            demo.create(observation(id));
        }
        return id;
    }

    /** Without those that draw the next fifty numbers of a sequence: it depends on others when they are due. */
    private static int statements(Hospital hospital, Runnable work) {
        // The first time, HAPI and the database learn what they then know.
        work.run();
        return (int) hospital.part(CountedStatements.class).during(work).stream()
                .filter(statement -> !statement.startsWith("select nextval("))
                .count();
    }

    @Test
    void a_read_or_a_history_is_one_statement_and_its_audit_row_another(Hospital hospital) {
        var demo = hospital.asDemo();
        var id = patientWithResults(demo, 0);

        assertThat(statements(hospital, () -> demo.get("/" + id))).isEqualTo(2);
        assertThat(statements(hospital, () -> demo.get("/" + id + "/_history/1")))
                .isEqualTo(2);
        assertThat(statements(hospital, () -> demo.get("/" + id + "/_history"))).isEqualTo(2);
    }

    @Test
    void a_search_takes_as_many_for_twenty_matches_as_for_one(Hospital hospital) {
        var demo = hospital.asDemo();
        var one = patientWithResults(demo, 1);
        var twenty = patientWithResults(demo, 20);

        assertThat(statements(hospital, () -> demo.search("Observation?code=" + encoded() + "&patient=" + one)))
                .isEqualTo(3);
        assertThat(statements(hospital, () -> demo.search("Observation?code=" + encoded() + "&patient=" + twenty)))
                .isEqualTo(3);
        assertThat(statements(
                        hospital,
                        () -> demo.search(
                                "Observation?patient=" + twenty + "&_include=Observation:subject&_sort=-date")))
                .isEqualTo(4);
        assertThat(statements(hospital, () -> demo.search("Observation?patient=" + twenty + "&_summary=count")))
                .isEqualTo(2);
    }

    private static String encoded() {
        return CODE.replace("|", "%7C");
    }

    @Test
    void whoever_sees_patients_in_his_care_only_is_asked_for_once_and_no_record_is_looked_for_twice(Hospital hospital) {
        var demo = hospital.asDemo();
        var doctor =
                "Practitioner/" + demo.create(new Practitioner()).getIdElement().getIdPart();
        var one = inCare(demo, doctor, 1);
        var twenty = inCare(demo, doctor, 20);
        var client = hospital.inRole("DOC", doctor);
        var record = client.search("Observation?patient=" + one)
                .getEntryFirstRep()
                .getResource()
                .getIdElement()
                .getIdPart();

        for (var path : List.of("/Observation/" + record, "/Observation/" + record + "/_history/1")) {
            var asked = hospital.part(CountedStatements.class)
                    .during(() -> assertThat(client.get(path).status()).isEqualTo(200));

            assertThat(asked)
                    .filteredOn(statement -> statement.contains("hfj_"))
                    .hasSize(1);
            assertThat(asked)
                    .filteredOn(statement -> statement.contains("patient_assignment"))
                    .hasSize(1);
        }
        for (var way : List.of("/Observation?patient=", "/Observation?_include=Observation:subject&patient=")) {
            assertThat(statements(hospital, () -> client.get(way + twenty)))
                    .isEqualTo(statements(hospital, () -> client.get(way + one)));
        }
    }

    private static String inCare(FhirClient demo, String doctor, int results) {
        var patient = patientWithResults(demo, results);
        var stay = new Encounter()
                .setStatus(EncounterStatus.INPROGRESS)
                .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null))
                .setSubject(new Reference(patient));
        stay.addParticipant().setIndividual(new Reference(doctor));
        demo.create(stay);
        return patient;
    }

    @Test
    void everything_and_a_history_take_as_many_for_twenty_records_as_for_one(Hospital hospital) {
        var demo = hospital.asDemo();
        var one = patientWithResults(demo, 1);
        var twenty = patientWithResults(demo, 18);

        var few = statements(hospital, () -> demo.get("/" + one + "/$everything"));

        assertThat(few).isLessThanOrEqualTo(8);
        assertThat(statements(hospital, () -> demo.get("/" + twenty + "/$everything")))
                .isEqualTo(few);
        assertThat(statements(hospital, () -> demo.get("/" + one + "/_history?_count=1")))
                .isLessThanOrEqualTo(6);
    }

    @Test
    void a_page_of_binaries_takes_as_many_for_ten_as_for_two(Hospital hospital) {
        var narrow = hospital.withScope("system/Binary.rs system/Patient.rs");
        var two = scans(hospital.asDemo(), 2);
        var ten = scans(hospital.asDemo(), 10);

        assertThat(narrow.search(ten).getEntry()).hasSize(10);
        assertThat(statements(hospital, () -> narrow.search(ten)))
                .isEqualTo(statements(hospital, () -> narrow.search(two)));
    }

    /** A search for scans, each of a patient of its own. */
    private static String scans(FhirClient demo, int count) {
        return Stream.generate(() -> demo.create(new Binary()
                                .setContentType("image/png")
                                .setData(new byte[] {1})
                                .setSecurityContext(new Reference(patientWithResults(demo, 0))))
                        .getIdElement()
                        .getIdPart())
                .limit(count)
                .collect(Collectors.joining(",", "Binary?_id=", ""));
    }

    @Test
    void a_scan_is_stored_with_one_statement_for_whom_it_belongs_to(Hospital hospital) {
        var demo = hospital.asDemo();
        var nobodys = new Binary().setContentType("image/png").setData(new byte[] {1});
        var somebodys = new Binary().setContentType("image/png").setData(new byte[] {1});
        somebodys.setSecurityContext(new Reference(patientWithResults(demo, 0)));

        assertThat(looks(hospital, () -> demo.create(nobodys))).isZero();
        assertThat(looks(hospital, () -> demo.create(somebodys))).isOne();
    }

    /** How often it is looked whether a record is there. */
    private static long looks(Hospital hospital, Runnable work) {
        return hospital.part(CountedStatements.class).during(work).stream()
                .filter(statement -> statement.startsWith("select exists (select from hfj_resource"))
                .count();
    }

    /** Six, seven, eight, eight and ten; one more where another test has a subscription. */
    @Test
    void a_write_takes_a_bounded_number(Hospital hospital) {
        var demo = hospital.asDemo();
        var patient = patientWithResults(demo, 0);
        var stored = demo.read(Patient.class, patient.substring("Patient/".length()));

        assertThat(statements(hospital, () -> demo.create(observation(patient))))
                .as("an Observation created")
                .isLessThanOrEqualTo(7);
        assertThat(statements(hospital, () -> demo.create(patient())))
                .as("a Patient created")
                .isLessThanOrEqualTo(8);
        assertThat(statements(hospital, () -> {
                    stored.getNameFirstRep().setFamily(UUID.randomUUID().toString());
                    demo.put("/" + patient, stored);
                }))
                .as("a Patient updated")
                .isLessThanOrEqualTo(9);
        assertThat(statements(hospital, () -> rename(demo, patient)))
                .as("a Patient patched")
                .isLessThanOrEqualTo(9);
        var alike = Stream.generate(() -> demo.create(observation(patient)))
                .limit(2)
                .toList()
                .iterator();
        assertThat(statements(
                        hospital,
                        () -> demo.delete(
                                "/Observation/" + alike.next().getIdElement().getIdPart())))
                .as("an Observation deleted")
                .isLessThanOrEqualTo(11);
    }

    private static void rename(FhirClient demo, String patient) {
        var patch = """
                [{"op":"replace","path":"/name/0/family","value":"%s"}]
                """
                .formatted(UUID.randomUUID());
        assertThat(demo.send("PATCH", "/" + patient, patch, "Content-Type", "application/json-patch+json")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_transaction_of_forty_entries_takes_hardly_more_than_one_of_four(Hospital hospital) {
        var demo = hospital.asDemo();
        var patient = patientWithResults(demo, 0);

        var few = statements(hospital, () -> demo.transact(results(patient, 4)));
        var many = statements(hospital, () -> demo.transact(results(patient, 40)));

        assertThat(few).isLessThanOrEqualTo(9);
        assertThat(many).isLessThanOrEqualTo(few + 8);
    }

    private static Bundle results(String patient, int count) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (int i = 0; i < count; i++) {
            bundle.addEntry()
                    .setResource(observation(patient))
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Observation");
        }
        return bundle;
    }

    @Test
    void a_change_is_written_down_for_subscribers_only_where_there_are_any(Hospital hospital) {
        var demo = hospital.asDemo();
        var counted = hospital.part(CountedStatements.class);
        demo.create(new Basic().setCode(new CodeableConcept().setText("first")));

        var alone = counted.during(() -> demo.create(new Basic().setCode(new CodeableConcept().setText("alone"))));
        var subscription = new Subscription()
                .setStatus(SubscriptionStatus.REQUESTED)
                .setReason("counted")
                .setCriteria("Basic?code=counted");
        subscription.getChannel().setType(SubscriptionChannelType.WEBSOCKET);
        var id = demo.create(subscription).getIdElement().getIdPart();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> demo.read(Subscription.class, id).getStatus() == SubscriptionStatus.ACTIVE);
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (int entry = 0; entry < 20; entry++) {
            bundle.addEntry()
                    .setResource(new Basic().setCode(new CodeableConcept().setText("heard")))
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Basic");
        }
        var heard = counted.during(() -> demo.transact(bundle));

        assertThat(alone).noneMatch(statement -> statement.contains("resource_change"));
        assertThat(heard)
                .filteredOn(statement -> statement.contains("resource_change"))
                .hasSize(1);
        demo.delete("/Subscription/" + id);
    }
}

package org.openward.fhir.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class SearchedReferencesIT {
    private final String mark = UUID.randomUUID().toString();
    private final FhirClient client;
    private Patient patient;

    SearchedReferencesIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    @BeforeEach
    void a_patient() {
        patient = client.create(new Patient());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1",
        "[root]/fhir/, 1",
        "[root]/fhir/clinic-b/, 0",
        "http://elsewhere.example/fhir/, 0",
        "'Patient/none,[root]/fhir/', 1"
    })
    void a_record_of_this_server_is_known_by_its_address(String before, int found, Hospital hospital) {
        client.create(result().setSubject(to(patient)));

        var address = before.replace("[root]", hospital.root().toString()) + local(patient);

        assertThat(client.search("Observation?code=" + mark + "&subject=" + address)
                        .getTotal())
                .isEqualTo(found);
        assertThat(client.search("Observation?code=" + mark + "&patient=" + address)
                        .getTotal())
                .isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[id],Patient/[id]",
                "Patient/[id],[id]",
                "[id],Patient/none",
                "none,Patient/[id]",
                "none,Patient/none,[id],Patient/[id]",
                "[id],[root]/fhir/Patient/[id]"
            })
    void a_record_is_asked_for_with_its_type_and_without_in_one_search(String asked, Hospital hospital) {
        client.create(result().setSubject(to(patient)));

        var subject = asked.replace("[root]", hospital.root().toString())
                .replace("[id]", patient.getIdElement().getIdPart());

        assertThat(client.search("Observation?code=" + mark + "&subject=" + subject)
                        .getTotal())
                .isEqualTo(1);
        assertThat(client.search("Patient?_has:Observation:patient:subject=" + subject)
                        .getTotal())
                .isEqualTo(1);
    }

    @Test
    void another_tenants_address_of_a_record_finds_nothing(Hospital hospital) {
        client.create(result().setSubject(to(patient)));
        var there = hospital.asClinicB();
        var theirs = there.create(new Patient());
        there.create(result().setSubject(to(theirs)));

        var root = hospital.root() + "/fhir/";

        assertThat(there.search("Observation?subject=" + root + local(patient)).getEntry())
                .isEmpty();
        assertThat(there.search("Observation?subject=" + root + local(theirs)).getEntry())
                .isEmpty();
        assertThat(there.search("Observation?subject=" + root + "clinic-b/" + local(theirs))
                        .getEntry())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/staff|[mark]-7, 1",
        "[mark]-7, 1",
        "http://example.org/staff|, 1",
        "|[mark]-7, 0",
        "http://example.org/other|[mark]-7, 0",
        "[mark], 0",
        "'[mark],http://example.org/staff|[mark]-7', 1",
        "|[mark]-8, 1",
        "http://example.org/staff|[mark]-8, 0"
    })
    void a_reference_is_found_by_the_identifier_that_it_says(String asked, int found) {
        client.create(result().addPerformer(by("http://example.org/staff", mark + "-7")));
        client.create(result().addPerformer(by(null, mark + "-8")));

        var matches = client.search("Observation?code=" + mark + "&performer:identifier="
                + URLEncoder.encode(asked.replace("[mark]", mark), UTF_8));

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @Test
    void an_identifier_with_signs_of_searches_is_found() {
        client.create(result().addPerformer(by("http://example.org/staff", "a|b,c")));

        assertThat(client.search("Observation?code=" + mark + "&performer:identifier="
                                + URLEncoder.encode("http://example.org/staff|a\\|b\\,c", UTF_8))
                        .getTotal())
                .isEqualTo(1);
    }

    @Test
    void a_long_identifier_is_found() {
        var value = "9".repeat(900);
        client.create(result().addPerformer(by("http://example.org/staff/" + "s".repeat(300), value)));

        assertThat(client.search("Observation?code=" + mark + "&performer:identifier=" + value)
                        .getTotal())
                .isEqualTo(1);
    }

    @Test
    void an_identifier_beside_a_reference_is_found_for_the_patient_too() {
        client.create(result().setSubject(to(patient).setIdentifier(new Identifier().setValue(mark))));
        client.create(
                result().setSubject(new Reference().setType("Patient").setIdentifier(new Identifier().setValue(mark))));

        for (var parameter : new String[] {"subject", "patient"}) {
            assertThat(client.search("Observation?code=" + mark + "&" + parameter + ":identifier=" + mark)
                            .getTotal())
                    .as(parameter)
                    .isEqualTo(2);
        }
    }

    @Test
    void a_changed_identifier_is_no_longer_found() {
        var result = client.create(result().addPerformer(by(null, mark)));

        result.getPerformerFirstRep().getIdentifier().setValue("other" + mark);
        client.put("/" + local(result), result);

        assertThat(client.search("Observation?performer:identifier=" + mark).getEntry())
                .isEmpty();
        assertThat(client.search("Observation?performer:identifier=other" + mark)
                        .getEntry())
                .hasSize(1);
    }

    @Test
    void an_identifier_is_found_through_another_record() {
        var result = client.create(result().addPerformer(by(null, mark)));
        client.create(new DiagnosticReport()
                .setStatus(DiagnosticReportStatus.REGISTERED)
                .setCode(new CodeableConcept().setText("Panel"))
                .addResult(to(result)));

        assertThat(client.search("DiagnosticReport?result.performer:identifier=" + mark)
                        .getTotal())
                .isEqualTo(1);
    }

    @Test
    void another_tenants_identifiers_are_not_found(Hospital hospital) {
        client.create(result().addPerformer(by("http://example.org/staff", mark)));

        assertThat(hospital.asClinicB()
                        .search("Observation?performer:identifier=" + mark)
                        .getEntry())
                .isEmpty();
        assertThat(hospital.asClinicB()
                        .search("Observation?performer:identifier=http://example.org/staff%7C" + mark)
                        .getEntry())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"performer:identifier=", "performer:identifier=%7C", "subject:identifer=1"})
    void an_identifier_that_is_none_is_refused_or_ignored(String asked) {
        var answer = client.get("/Observation?" + asked);

        assertThat(answer.status()).as(answer.body()).isIn(200, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://payer.example/fhir/oralhealthclaim/",
                "https://payer.example/prescriptions/2026/",
                "https://payer.example/fhir/patient/",
                "http://payer.example/",
                "http://payer.example/fhir/Practitioner/"
            })
    void a_record_of_another_server_is_kept_and_found_by_its_address_whatever_it_is_called_there(String before) {
        var elsewhere = before + mark;

        var alone = client.create(result().addPerformer(new Reference(elsewhere)));
        client.transact(new Bundle()
                        .setType(BundleType.TRANSACTION)
                        .addEntry(new BundleEntryComponent()
                                .setResource(result().addPerformer(new Reference(elsewhere)))
                                .setRequest(new BundleEntryRequestComponent()
                                        .setMethod(HTTPVerb.POST)
                                        .setUrl("Observation"))))
                .resource(Bundle.class);

        assertThat(client.read(Observation.class, alone.getIdElement().getIdPart())
                        .getPerformerFirstRep()
                        .getReference())
                .isEqualTo(elsewhere);
        assertThat(client.search("Observation?code=" + mark + "&performer=" + elsewhere)
                        .getTotal())
                .isEqualTo(2);
        assertThat(client.search("Observation?code=" + mark + "&performer=" + elsewhere + "0")
                        .getTotal())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "http://payer.example/claims/, 201",
        "http://payer.example/fhir/Patient/, 422",
        "http://payer.example/fhir/Media/, 201",
        "Patient/, 422"
    })
    void a_record_of_a_type_that_may_not_stand_there_is_refused_wherever_it_is(String before, int status) {
        assertThat(client.post("/Observation", result().addDerivedFrom(new Reference(before + mark)))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void a_record_of_the_same_transaction_is_refused_where_its_type_may_not_stand() {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + mark)
                .setResource(new Patient())
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Patient");
        bundle.addEntry()
                .setResource(result().addDerivedFrom(new Reference("urn:uuid:" + mark)))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation");

        assertThat(client.transact(bundle).status()).isEqualTo(422);
        assertThat(client.search("Observation?code=" + mark).getTotal()).isZero();
    }

    private Observation result() {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept().addCoding(new Coding("http://example.org/mark", mark, null)));
    }

    private static Reference by(@Nullable String system, String value) {
        return new Reference().setIdentifier(new Identifier().setSystem(system).setValue(value));
    }

    private static Reference to(Resource record) {
        return new Reference(local(record));
    }

    private static String local(Resource record) {
        return record.getIdElement().toUnqualifiedVersionless().getValue();
    }
}

package org.openward.fhir.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class DocumentsIT {
    private static final String LOINC = "http://loinc.org";

    private final Hospital hospital;
    private final FhirClient client;
    private String patient = "";

    DocumentsIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
    }

    @BeforeEach
    void admit_a_patient() {
        var admitted = new Patient();
        admitted.addName().setFamily("Papers");
        patient = "Patient/" + client.create(admitted).getIdElement().getIdPart();
    }

    @Test
    void a_summary_is_a_document_of_the_hospital_about_the_patient() {
        var allergy = new AllergyIntolerance().setPatient(new Reference(patient));
        allergy.setCode(new CodeableConcept().setText("Penicillin"));
        allergy.setClinicalStatus(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active", null)));
        client.create(allergy);

        var summary = client.get("/" + patient + "/$summary").resource(Bundle.class);

        assertThat(summary.getType()).isEqualTo(BundleType.DOCUMENT);
        assertThat(types(summary)).startsWith("Composition").contains("Patient", "AllergyIntolerance", "Organization");
        var composition = (Composition) summary.getEntryFirstRep().getResource();
        assertThat(composition.getSection())
                .anySatisfy(section ->
                        assertThat(section.getText().getDivAsString()).contains("Penicillin"));
        assertThat(composition.getTitle()).startsWith("Patient summary of 20");
    }

    @Test
    void a_summary_is_found_by_the_patients_number_too() {
        var number = client.read(Patient.class, patient.substring("Patient/".length()))
                .getIdentifierFirstRep();

        var summary = client.get("/Patient/$summary?identifier=" + number.getSystem() + "%7C" + number.getValue());

        assertThat(types(summary.resource(Bundle.class))).contains("Patient");
        assertThat(client.get("/Patient/$summary?identifier=nobody%7C" + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
        assertThat(client.get("/Patient/$summary").status()).isEqualTo(400);
        assertThat(client.get("/Patient/nobody-" + UUID.randomUUID() + "/$summary")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_composition_becomes_a_document_with_all_that_it_names() {
        var condition = client.create(new Condition().setSubject(new Reference(patient)));
        var composition = composition();
        composition
                .addSection()
                .addEntry(new Reference("Condition/" + condition.getIdElement().getIdPart()));
        var stored = client.create(composition);

        var document = client.get("/Composition/" + stored.getIdElement().getIdPart() + "/$document")
                .resource(Bundle.class);

        assertThat(document.getType()).isEqualTo(BundleType.DOCUMENT);
        assertThat(document.getIdentifier().getValue()).startsWith("urn:uuid:");
        assertThat(document.hasTimestamp()).isTrue();
        assertThat(types(document)).containsExactly("Composition", "Patient", "Condition");
        assertThat(document.getEntry())
                .allSatisfy(entry -> assertThat(entry.getFullUrl()).startsWith("http"));
        assertThat(document.getIdElement().hasIdPart()).isFalse();
    }

    @Test
    void a_document_is_kept_where_that_is_asked_for() {
        var stored = client.create(composition());
        var address = "/Composition/" + stored.getIdElement().getIdPart() + "/$document?persist=true";

        var kept = client.post(address, new Parameters()).resource(Bundle.class);

        assertThat(client.read(Bundle.class, kept.getIdElement().getIdPart()).getType())
                .isEqualTo(BundleType.DOCUMENT);
        assertThat(client.get(address).status()).isEqualTo(400);
        assertThat(hospital.withScope("system/*.rs")
                        .post(address, new Parameters())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_patients_documents_are_listed_by_time_and_type() {
        var letter = document("2024-03-01", "34133-9");
        var report = document("2026-03-01", "11502-2");
        var list = "/DocumentReference/$docref?patient=" + patient;

        assertThat(ids(list)).containsExactlyInAnyOrder(letter, report);
        assertThat(ids(list + "&start=2025-01-01")).containsExactly(report);
        assertThat(ids(list + "&end=2025-01-01")).containsExactly(letter);
        assertThat(ids(list + "&type=http://loinc.org%7C34133-9")).containsExactly(letter);
        assertThat(ids(list + "&type=34133-9,http://loinc.org%7C11502-2")).containsExactlyInAnyOrder(letter, report);
        assertThat(ids(list + "&type=http://loinc.org%7C11502-2&end=2025-01-01"))
                .isEmpty();
        assertThat(client.get(list + "&type=http://loinc.org%7C").status()).isEqualTo(400);
        assertThat(client.get(list + "&type=").status()).isEqualTo(400);
        assertThat(client.get("/DocumentReference/$docref").status()).isEqualTo(400);
        assertThat(client.get(list + "&on-demand=true").status()).isEqualTo(400);
        assertThat(client.get("/DocumentReference/$docref?patient=nobody")
                        .resource(Bundle.class)
                        .getTotal())
                .isZero();
    }

    @Test
    void a_patients_documents_of_a_type_can_be_asked_for_with_a_body() {
        document("2024-03-01", "34133-9");
        var report = document("2026-03-01", "11502-2");
        var question = new Parameters().addParameter("patient", patient);
        question.addParameter().setName("type").setValue(new CodeableConcept(new Coding(LOINC, "11502-2", null)));
        var wrong = new Parameters().addParameter("patient", patient).addParameter("type", "11502-2");

        var found = client.post("/DocumentReference/$docref", question).resource(Bundle.class);

        assertThat(found.getEntry())
                .extracting(each -> each.getResource().getIdElement().getIdPart())
                .containsExactly(report);
        assertThat(client.post("/DocumentReference/$docref", wrong).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%s/$summary", "/DocumentReference/$docref?patient=%s", "/Composition/any/$document"})
    void nobody_gets_papers_without_the_rights_to_all_in_them(String address) {
        assertThat(hospital.anonymous().get(address.formatted(patient)).status())
                .isEqualTo(401);
        assertThat(hospital.withScope("system/Patient.rs")
                        .get(address.formatted(patient))
                        .status())
                .isEqualTo(403);
        assertThat(hospital.asClinicB().get(address.formatted(patient)).status())
                .isIn(200, 404);
    }

    @Test
    void another_hospital_has_no_papers_of_the_patient() {
        document("2024-03-01", "34133-9");

        assertThat(hospital.asClinicB().get("/" + patient + "/$summary").status())
                .isEqualTo(404);
        assertThat(hospital.asClinicB()
                        .get("/DocumentReference/$docref?patient=" + patient)
                        .resource(Bundle.class)
                        .getTotal())
                .isZero();
    }

    private Composition composition() {
        var composition = new Composition()
                .setStatus(CompositionStatus.FINAL)
                .setType(new CodeableConcept(new Coding(LOINC, "34133-9", "Summary of episode note")))
                .setSubject(new Reference(patient))
                .setDateElement(new DateTimeType("2026-01-01"))
                .setTitle("Discharge summary");
        composition.addAuthor().setDisplay("Dr Rao");
        return composition;
    }

    private String document(String day, String type) {
        var document = new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setSubject(new Reference(patient))
                .setType(new CodeableConcept(new Coding(LOINC, type, null)));
        document.getContext()
                .setPeriod(new Period().setStartElement(new DateTimeType(day)).setEndElement(new DateTimeType(day)));
        document.addContent().setAttachment(new Attachment().setTitle("Paper"));
        return client.create(document).getIdElement().getIdPart();
    }

    private static List<String> types(Bundle bundle) {
        return bundle.getEntry().stream()
                .map(BundleEntryComponent::getResource)
                .map(Resource::fhirType)
                .toList();
    }

    private List<String> ids(String question) {
        return client.get(question).resource(Bundle.class).getEntry().stream()
                .map(each -> each.getResource().getIdElement().getIdPart())
                .toList();
    }
}

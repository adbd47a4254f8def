package org.openward.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.privacy.PrivateClinic.aConsent;
import static org.openward.privacy.PrivateClinic.deny;
import static org.openward.privacy.PrivateClinic.id;
import static org.openward.privacy.PrivateClinic.name;
import static org.openward.privacy.PrivateClinic.reference;
import static org.openward.privacy.PrivateClinic.to;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.DocumentReferenceContentComponent;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.FhirStore;
import org.openward.fhir.bulk.BulkClient;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.transaction.support.TransactionOperations;

@HospitalTest
class ConsentIT {
    private final PrivateClinic clinic;
    private final FhirClient nurse;
    private final Patient patient;
    private final Condition condition;
    private final String marker;

    ConsentIT(Hospital hospital) {
        this.clinic = new PrivateClinic(hospital);
        this.nurse = clinic.nurse();
        this.patient = clinic.aPatient();
        this.condition = clinic.aConditionOf(patient);
        this.marker = condition.getCode().getText();
    }

    @Test
    void what_a_patient_keeps_back_is_not_there_to_be_read() {
        assertThat(nurse.get("/" + name(condition)).status()).isEqualTo(200);

        clinic.office().create(aConsent(patient, deny("Condition")));

        assertThat(nurse.get("/" + name(condition)).status()).isEqualTo(404);
        assertThat(nurse.get("/" + name(condition) + "/_history/1").status()).isEqualTo(404);
        assertThat(nurse.get("/" + name(patient)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Condition?patient=%1$s",
                "/Condition?subject=Patient/%1$s",
                "/Condition?_id=%2$s",
                "/Condition?_id=%2$s&_elements=code",
                "/Condition?_id=%2$s&_format=xml",
                "/Patient?_id=%1$s&_revinclude=Condition:patient",
                "/Patient/%1$s/$everything",
                "/Condition/%2$s/_history",
                "/Condition/_history?_count=50",
                "/_history?_count=50",
                "/Condition/%2$s?_summary=true",
                "/$graphql?query=%%7BConditionList(patient:%%22%1$s%%22)%%7Bcode%%7Btext%%7D%%7D%%7D"
            })
    void it_is_in_no_answer_that_could_bring_it(String query) {
        var asked = query.formatted(id(patient), id(condition));
        assertThat(nurse.get(asked).body()).contains(marker);

        clinic.office().create(aConsent(patient, deny("Condition")));

        assertThat(nurse.get(asked).body()).doesNotContain(marker);
    }

    @Test
    void the_content_of_a_document_is_kept_back_with_the_document() {
        var document = clinic.office()
                .create(new DocumentReference()
                        .setStatus(DocumentReferenceStatus.CURRENT)
                        .setSubject(PrivateClinic.reference(patient))
                        .addContent(new DocumentReferenceContentComponent().setAttachment(new Attachment())));
        var content = new Binary().setContentType("text/plain").setSecurityContext(PrivateClinic.reference(document));
        content.setData(marker.getBytes(StandardCharsets.UTF_8));
        content = clinic.office().create(content);
        var address = "/" + name(content);
        assertThat(nurse.get(address, "Accept", "text/plain", "Content-Type", "text/plain")
                        .body())
                .isEqualTo(marker);

        clinic.office().create(aConsent(patient, deny("DocumentReference")));

        assertThat(nurse.get("/" + name(document)).status()).isEqualTo(404);
        assertThat(nurse.get(address, "Accept", "text/plain", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(404);
        assertThat(nurse.get(address, "Accept", "application/fhir+json").status())
                .isEqualTo(404);
        assertThat(nurse.get("/Binary?_id=" + id(content)).body()).doesNotContain("text/plain");
    }

    @Test
    void it_is_in_no_batch_either() {
        clinic.office().create(aConsent(patient, deny("Condition")));
        for (var type : List.of(BundleType.BATCH, BundleType.TRANSACTION)) {
            var bundle = new Bundle().setType(type);
            bundle.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Condition?patient=" + id(patient));

            var answer = nurse.transact(bundle);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(marker);
        }
    }

    @Test
    void it_is_in_no_list_or_history_within_a_batch() {
        var paper = clinic.office()
                .create(new DocumentReference()
                        .setStatus(DocumentReferenceStatus.CURRENT)
                        .setSubject(PrivateClinic.reference(patient))
                        .setDescription(marker));
        var list = "DocumentReference/$docref?patient=" + id(patient);
        var history = "DocumentReference/" + id(paper) + "/_history";
        var asked = new Bundle().setType(BundleType.BATCH);
        asked.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(list);
        asked.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(history);
        assertThat(nurse.transact(asked).body()).contains(marker);

        clinic.office().create(aConsent(patient, deny("DocumentReference")));

        var answer = nurse.transact(asked);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(marker);
        var entries = answer.resource(Bundle.class).getEntry();
        assertThat(entries).hasSize(2);
        assertThat(((Bundle) entries.get(0).getResource()).getTotal()).isZero();
        assertThat(nurse.get("/" + history).status()).isEqualTo(404);
        assertThat(entries.get(1).getResource()).isNull();
        assertThat(entries.get(1).getResponse().getStatus()).startsWith("404");
    }

    @Test
    void it_is_in_no_document_or_list_that_an_operation_makes() {
        var note = new Composition()
                .setStatus(CompositionStatus.FINAL)
                .setType(new CodeableConcept(new Coding("http://loinc.org", "11488-4", null)))
                .setSubject(PrivateClinic.reference(patient))
                .setDate(Date.from(Instant.EPOCH))
                .setTitle("note");
        note.addSection().addEntry(PrivateClinic.reference(condition));
        var stored = clinic.office().create(note);
        var paper = clinic.office()
                .create(new DocumentReference()
                        .setStatus(DocumentReferenceStatus.CURRENT)
                        .setSubject(PrivateClinic.reference(patient))
                        .setDescription(marker));
        var document = "/" + name(stored) + "/$document";
        var list = "/DocumentReference/$docref?patient=" + id(patient);
        assertThat(nurse.get(document).body()).contains(marker);
        assertThat(nurse.get(list).body()).contains(id(paper));

        clinic.office().create(aConsent(patient, deny("Condition"), deny("DocumentReference")));

        assertThat(nurse.get(document).body()).doesNotContain(marker);
        assertThat(nurse.send("POST", document + "?persist=true", "{\"resourceType\":\"Parameters\"}")
                        .status())
                .isGreaterThanOrEqualTo(400);
        var left = nurse.get(list);
        assertThat(left.body()).doesNotContain(id(paper));
        assertThat(left.resource(Bundle.class).getTotal()).isZero();
    }

    /** Whether it could be deleted tells what refers to it. */
    @Test
    void nobody_asks_whether_what_is_kept_back_could_be_deleted() {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        assertThat(clinic.office()
                        .get("/" + name(condition) + "/$validate?mode=delete")
                        .status())
                .isEqualTo(200);
        assertThat(nurse.get("/" + name(condition) + "/$validate?mode=delete").status())
                .isEqualTo(404);
    }

    @Test
    void what_one_may_not_see_one_may_not_change() {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        assertThat(nurse.put("/" + name(condition), condition).status()).isEqualTo(403);
        assertThat(nurse.send(
                                "PATCH",
                                "/" + name(condition),
                                "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"en\"}]",
                                "Content-Type",
                                "application/json-patch+json")
                        .body())
                .doesNotContain(marker);
        assertThat(nurse.delete("/" + name(condition)).status()).isEqualTo(403);
        assertThat(clinic.office().get("/" + name(condition)).status()).isEqualTo(200);
    }

    /** The departments' desks look at it on the hospital's account. */
    @Test
    void no_operation_is_called_on_what_one_may_not_see() {
        var report = clinic.office()
                .create(new DiagnosticReport()
                        .setStatus(DiagnosticReportStatus.PRELIMINARY)
                        .setSubject(PrivateClinic.reference(patient))
                        .setCode(new CodeableConcept().setText(marker)));
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("DiagnosticReport"))));

        var verified = nurse.send("POST", "/" + name(report) + "/$verify", null);

        assertThat(verified.status()).as(verified.body()).isEqualTo(404);
        assertThat(verified.body()).doesNotContain(marker);
        assertThat(nurse.get("/" + name(report) + "/$meta").status()).isEqualTo(404);
        assertThat(clinic.office().read(DiagnosticReport.class, id(report)).getStatus())
                .isEqualTo(DiagnosticReportStatus.PRELIMINARY);
    }

    @Test
    void a_patch_does_not_ask_what_one_may_not_see() {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        for (var guess : List.of(marker, "something else")) {
            var patch = "[{\"op\":\"test\",\"path\":\"/code/text\",\"value\":\"" + guess + "\"}]";
            var answer =
                    nurse.send("PATCH", "/" + name(condition), patch, "Content-Type", "application/json-patch+json");

            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        }
    }

    @Test
    void a_patch_of_what_a_search_finds_does_not_ask_either() {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        for (var guess : List.of(marker, "something else")) {
            var patch = "[{\"op\":\"test\",\"path\":\"/code/text\",\"value\":\"" + guess + "\"}]";
            var url = "Condition?_id=" + id(condition);
            var bundle = new Bundle().setType(BundleType.TRANSACTION);
            bundle.addEntry()
                    .setResource(new Binary()
                            .setContentType("application/json-patch+json")
                            .setData(patch.getBytes(StandardCharsets.UTF_8)))
                    .getRequest()
                    .setMethod(HTTPVerb.PATCH)
                    .setUrl(url);

            var alone = nurse.send("PATCH", "/" + url, patch, "Content-Type", "application/json-patch+json");
            var together = nurse.transact(bundle);

            assertThat(alone.status()).as(alone.body()).isEqualTo(403);
            assertThat(together.status()).as(together.body()).isEqualTo(403);
        }
    }

    @Test
    void what_one_writes_oneself_is_stored_although_one_may_not_see_it() {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));
        var note = new Condition().setSubject(PrivateClinic.reference(patient));
        note.getCode().setText("own");
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(note)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Condition");

        assertThat(nurse.transact(bundle).status()).isEqualTo(200);
        assertThat(nurse.post("/Condition", note).status()).isEqualTo(201);

        assertThat(conditions(clinic.office())).hasSize(3);
        assertThat(conditions(nurse)).isEmpty();
    }

    @Test
    void a_rule_for_one_leaves_all_others_alone() {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        assertThat(conditions(nurse)).isEmpty();
        assertThat(conditions(clinic.office())).hasSize(1);
    }

    @Test
    void whose_record_an_app_began_with_is_kept_from_its_user_all_the_same() {
        clinic.office().create(aConsent(patient, deny("Condition")));
        var launched = clinic.somebody(Map.of("patient", id(patient), "fhirUser", "Practitioner/maria"));
        var himself = clinic.somebody(Map.of("patient", id(patient), "fhirUser", name(patient)));
        var report = "/" + name(patient) + "/$access-report";

        assertThat(launched.get("/" + name(condition)).status()).isEqualTo(404);
        assertThat(conditions(launched)).isEmpty();
        assertThat(conditions(himself)).hasSize(1);
        assertThat(clinic.somebody(Map.of("fhirUser", name(patient), "scope", "user/Patient.rs"))
                        .get(report)
                        .status())
                .isEqualTo(200);
        assertThat(clinic.somebody(Map.of("patient", id(patient), "scope", "user/Patient.rs"))
                        .get(report)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void who_a_rule_names_by_his_record_takes_nothing_out_either() {
        var practitioner = clinic.office().create(new Practitioner());
        clinic.office().create(aConsent(patient, to(reference(practitioner), deny("Condition"))));
        var open = clinic.aConditionOf(clinic.aPatient());

        assertThat(takenOut(name(practitioner), open))
                .contains(open.getCode().getText())
                .doesNotContain(marker);
    }

    /** What an export of the condition and another one holds for whoever that record stands for. */
    private String takenOut(String user, Condition other) {
        var exporter = new BulkClient(clinic.somebody(Map.of("fhirUser", user)), PrivateClinic.BASE);
        var begun = exporter.client()
                .get(
                        "/$export?_type=Condition&_typeFilter=Condition%3F_id=" + id(condition) + "," + id(other),
                        "Prefer",
                        "respond-async");
        return String.join("\n", exporter.await(exporter.taken(begun)).lines("output"));
    }

    @Test
    void what_belongs_to_two_is_kept_back_by_the_one_who_was_not_asked_for_too() {
        var other = clinic.aPatient();
        var visit = new Appointment().setStatus(AppointmentStatus.PROPOSED);
        visit.setDescription(marker);
        visit.addParticipant().setActor(reference(patient)).setStatus(ParticipationStatus.ACCEPTED);
        visit.addParticipant().setActor(reference(other)).setStatus(ParticipationStatus.ACCEPTED);
        clinic.office().create(visit);
        var asked = "/Appointment?patient=" + id(other);
        assertThat(nurse.get(asked).body()).contains(marker);

        clinic.office().create(aConsent(patient, deny("Appointment")));

        assertThat(nurse.get(asked).body()).doesNotContain(marker);
    }

    @Test
    void a_consent_that_is_not_committed_is_known_to_nobody_else(Hospital hospital) {
        var knowledge = hospital.part(ConsentKnowledge.class);
        var tenant = new TenantId("private-clinic");
        var here = new AtomicLong();
        var elsewhere = new AtomicLong();

        Acting.as(Caller.server(tenant, "test"), () -> hospital.part(TransactionOperations.class)
                .executeWithoutResult(status -> {
                    hospital.part(FhirStore.class).create(aConsent(patient, deny("Condition")));
                    CompletableFuture.runAsync(knowledge::changed).join();
                    here.set(knowledge.page(tenant).orElseThrow());
                    elsewhere.set(CompletableFuture.supplyAsync(
                                    () -> knowledge.page(tenant).orElse(0L))
                            .join());
                    status.setRollbackOnly();
                }));

        assertThat(elsewhere).hasValueLessThan(here.get());
    }

    @Test
    void a_consent_that_is_withdrawn_or_deleted_counts_no_longer() {
        var consent = clinic.office().create(aConsent(patient, deny("Condition")));
        assertThat(conditions(nurse)).isEmpty();

        clinic.office().put("/" + name(consent), consent.setStatus(ConsentState.INACTIVE));
        assertThat(conditions(nurse)).hasSize(1);

        clinic.office().put("/" + name(consent), consent.setStatus(ConsentState.ACTIVE));
        assertThat(conditions(nurse)).isEmpty();

        assertThat(clinic.office().delete("/" + name(consent)).status()).isEqualTo(200);
        assertThat(conditions(nurse)).hasSize(1);
    }

    @Test
    void everybody_can_read_what_he_has_to_keep_to() {
        var consent = clinic.office().create(aConsent(patient, deny("Condition"), deny("Consent")));

        assertThat(nurse.read(Consent.class, id(consent)).getStatus()).isEqualTo(ConsentState.ACTIVE);
    }

    /** Otherwise one Consent would make all reads of a hospital slower. */
    @Test
    void a_read_of_another_patients_record_asks_the_database_no_more_than_before(Hospital hospital) {
        var other = "/" + name(clinic.aConditionOf(clinic.aPatient()));
        var counted = hospital.part(CountedStatements.class);
        nurse.get(other);
        var before = counted.during(() -> nurse.get(other));

        clinic.office().create(aConsent(patient, deny("Condition")));
        nurse.get(other);
        var after = counted.during(() -> nurse.get(other));

        assertThat(after).hasSameSizeAs(before);
        assertThat(nurse.get("/" + name(condition)).status()).isEqualTo(404);
    }

    @Test
    void another_patient_is_as_open_as_before() {
        var other = clinic.aPatient();
        var open = clinic.aConditionOf(other);
        clinic.office().create(aConsent(patient, deny("Condition")));

        assertThat(nurse.get("/" + name(open)).status()).isEqualTo(200);
        assertThat(nurse.search("Condition?patient=" + id(other)).getEntry()).hasSize(1);
    }

    private List<BundleEntryComponent> conditions(FhirClient who) {
        return who.search("Condition?patient=" + id(patient)).getEntry();
    }
}

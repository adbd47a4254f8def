package org.openward.fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Profiles;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class ProfileGuardIT {
    private static final String ISSUED_AWAY = "[{\"op\":\"remove\",\"path\":\"/issued\"}]";

    private final FhirClient client;
    private final Patient patient;
    private final FhirStore records;

    ProfileGuardIT(Hospital hospital) {
        records = hospital.part(FhirStore.class);
        client = hospital.asDemo();
        patient = client.create(new Patient());
    }

    @Test
    void a_record_that_meets_the_profile_it_claims_is_stored() {
        assertThat(client.post("/DiagnosticReport", report()).status()).isEqualTo(201);
    }

    @Test
    void a_record_that_does_not_meet_it_is_refused_and_the_place_is_named() {
        var answer = client.post("/DiagnosticReport", unissued());

        assertRefused(answer);
        assertThat(answer.outcome().getIssue()).allSatisfy(issue -> {
            assertThat(issue.getSeverity()).isEqualTo(IssueSeverity.ERROR);
            assertThat(issue.getExpression().get(0).getValue()).isEqualTo("DiagnosticReport");
        });
    }

    @Test
    void a_version_in_the_claim_changes_nothing() {
        assertThat(client.post("/DiagnosticReport", claiming(report(), Profiles.LABORATORY_REPORT + "|0.1"))
                        .status())
                .isEqualTo(201);
        assertRefused(client.post("/DiagnosticReport", claiming(unissued(), Profiles.LABORATORY_REPORT + "|0.1")));
    }

    @Test
    void a_version_that_this_server_does_not_know_is_refused() {
        var answer = client.post("/DiagnosticReport", claiming(report(), Profiles.LABORATORY_REPORT + "|9.9"));

        assertThat(answer.status()).isEqualTo(422);
    }

    @Test
    void a_record_that_claims_nothing_or_somebody_elses_profile_is_not_held_to_ours() {
        var foreign = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-diagnosticreport-lab";

        assertThat(client.post("/DiagnosticReport", claiming(unissued(), null)).status())
                .isEqualTo(201);
        assertThat(client.post("/DiagnosticReport", claiming(unissued(), foreign))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void somebody_elses_profile_may_stand_beside_ours() {
        var both = report();
        both.getMeta().addProfile("http://hl7.org/fhir/us/core/StructureDefinition/us-core-diagnosticreport-lab");

        assertThat(client.post("/DiagnosticReport", both).status()).isEqualTo(201);
    }

    @Test
    void an_update_and_a_patch_are_held_to_it_too() {
        var stored = client.create(report());
        var path = "/DiagnosticReport/" + stored.getIdPart();
        var worse = unissued();
        worse.setId(stored.getIdPart());

        assertRefused(client.put(path, worse));
        assertRefused(client.send("PATCH", path, ISSUED_AWAY, "Content-Type", "application/json-patch+json"));

        assertThat(client.read(DiagnosticReport.class, stored.getIdPart())
                        .getMeta()
                        .getVersionId())
                .isEqualTo("1");
    }

    @Test
    void a_conditional_update_is_held_to_it_too() {
        assertRefused(client.put("/DiagnosticReport?identifier=urn:x%7C" + UUID.randomUUID(), unissued()));
    }

    @Test
    void one_wrong_record_refuses_its_transaction_whole() {
        var bundle = bundle(BundleType.TRANSACTION, report(), unissued());

        assertRefused(client.transact(bundle));

        assertThat(reports()).isZero();
    }

    @Test
    void what_a_desk_writes_is_not_lost_for_it() {
        Acting.as(Caller.server(TenantId.DEFAULT, "desk"), () -> {
            records.create(unissued());
            records.transact(bundle(BundleType.TRANSACTION, unissued()));
        });

        assertThat(reports()).isEqualTo(2);
    }

    @Test
    void one_wrong_record_of_a_batch_is_refused_alone() {
        var answer =
                client.transact(bundle(BundleType.BATCH, report(), unissued())).resource(Bundle.class);

        assertThat(answer.getEntry())
                .extracting(entry -> entry.getResponse().getStatus().substring(0, 3))
                .containsExactly("201", "422");
        var outcome = (OperationOutcome) answer.getEntry().get(1).getResponse().getOutcome();
        assertThat(outcome.getIssueFirstRep().getDiagnostics()).contains("laboratory-report-1");
        assertThat(reports()).isOne();
    }

    @Test
    void a_record_that_the_validator_stumbles_over_is_refused_and_no_failure() {
        var odd = report();
        odd.addExtension("http://hl7.org/fhir/StructureDefinition/", new StringType("x"));

        var answer = client.post("/DiagnosticReport", odd);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("cannot make sense");
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void a_record_that_would_keep_the_validator_busy_for_minutes_is_refused_at_once() {
        var endless = report();
        for (int i = 0; i < 50_000; i++) {
            endless.addIdentifier().setSystem("urn:x:" + i).setValue("v" + i);
        }

        var answer = client.post("/DiagnosticReport", endless);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.outcome().getIssueFirstRep().getCode().toCode()).isEqualTo("too-costly");
    }

    @Test
    void of_sixteen_right_and_sixteen_wrong_at_once_the_right_are_stored() throws InterruptedException {
        var answers = AtOnce.all(
                32,
                i -> () -> client.post("/DiagnosticReport", i % 2 == 0 ? report() : unissued())
                        .status());

        assertThat(answers).filteredOn(answer -> answer.result().contains(201)).hasSize(16);
        assertThat(answers).filteredOn(answer -> answer.result().contains(422)).hasSize(16);
        assertThat(reports()).isEqualTo(16);
    }

    @Test
    void validate_knows_the_profile_and_stores_nothing() {
        var wrong = client.post("/DiagnosticReport/$validate", unissued());
        var asked = client.post(
                "/DiagnosticReport/$validate?profile=" + Profiles.LABORATORY_REPORT, claiming(unissued(), null));

        assertThat(wrong.body()).contains("laboratory-report-1");
        assertThat(asked.body()).contains("laboratory-report-1");
        assertThat(reports()).isZero();
    }

    @Test
    void the_capability_statement_names_the_profiles() {
        var statement = client.get("/metadata").resource(CapabilityStatement.class);

        assertThat(statement.getRestFirstRep().getResource())
                .filteredOn(resource -> resource.getType().equals("DiagnosticReport"))
                .allSatisfy(resource -> assertThat(resource.getSupportedProfile())
                        .extracting(profile -> profile.getValue())
                        .contains(Profiles.LABORATORY_REPORT));
    }

    private void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("laboratory-report-1");
    }

    private int reports() {
        return client.search("DiagnosticReport?_summary=count&subject=Patient/" + patient.getIdPart())
                .getTotal();
    }

    private static Bundle bundle(BundleType type, DiagnosticReport... reports) {
        var bundle = new Bundle().setType(type);
        for (var report : reports) {
            bundle.addEntry()
                    .setResource(report)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("DiagnosticReport");
        }
        return bundle;
    }

    private DiagnosticReport report() {
        var report = new DiagnosticReport()
                .setStatus(DiagnosticReportStatus.FINAL)
                .setCode(new CodeableConcept().setText("Blood count"))
                .setSubject(new Reference("Patient/" + patient.getIdPart()))
                .setIssued(Date.from(Instant.parse("2026-01-05T08:00:00Z")));
        report.addCategory()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/v2-0074")
                .setCode("LAB");
        report.addPresentedForm().setContentType("text/plain").setData(new byte[] {'1', '3'});
        report.getMeta().addProfile(Profiles.LABORATORY_REPORT);
        return report;
    }

    private DiagnosticReport unissued() {
        return report().setIssued(null);
    }

    private static DiagnosticReport claiming(DiagnosticReport report, @Nullable String profile) {
        report.getMeta().setProfile(null);
        if (profile != null) {
            report.getMeta().addProfile(profile);
        }
        return report;
    }
}

package org.openward.laboratory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Date;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class ReportsByHandIT {
    @Test
    void a_report_that_a_person_writes_as_final_completes_its_order_and_is_announced_once(Hospital hospital) {
        var clinic = hospital.asDemo();
        var patient = clinic.create(new Patient());
        var order = clinic.create(anOrderFor(patient));
        var report = clinic.create(
                aReport(patient, DiagnosticReportStatus.PRELIMINARY).addBasedOn(reference(order.getIdElement())));
        assertThat(announcements(hospital, report)).isZero();

        report.setStatus(DiagnosticReportStatus.FINAL);
        var first = put(clinic, report);
        report.setStatus(DiagnosticReportStatus.CORRECTED);
        report.setConclusion("Read again");
        var second = put(clinic, report);

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(200);
        assertThat(announcements(hospital, report)).isEqualTo(1);
        assertThat(clinic.read(ServiceRequest.class, order.getIdElement().getIdPart())
                        .getStatus())
                .isEqualTo(ServiceRequestStatus.COMPLETED);
    }

    @Test
    void a_report_without_a_code_is_announced_without_one(Hospital hospital) {
        var clinic = hospital.asDemo();
        var patient = clinic.create(new Patient());
        var uncoded = aReport(patient, DiagnosticReportStatus.FINAL).setCode(new CodeableConcept().setText("Smear"));

        clinic.create(uncoded);

        var charges = "ChargeItem?subject=Patient/" + patient.getIdElement().getIdPart();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(clinic.search(charges).getEntry()).hasSize(1));
        var charge = (ChargeItem) clinic.search(charges).getEntryFirstRep().getResource();
        assertThat(charge.getCode().hasCoding()).isFalse();
        assertThat(charge.getCode().getText()).isEqualTo("Laboratory report without a code");
    }

    @Test
    void a_final_report_does_not_become_preliminary_again(Hospital hospital) {
        var clinic = hospital.asDemo();
        var report = clinic.create(aReport(clinic.create(new Patient()), DiagnosticReportStatus.FINAL));

        report.setStatus(DiagnosticReportStatus.PRELIMINARY);
        var answer = put(clinic, report);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.invariant()).isEqualTo("L6");
    }

    @Test
    void a_report_of_radiology_is_not_the_laboratorys(Hospital hospital) {
        var clinic = hospital.asDemo();
        var report = aReport(clinic.create(new Patient()), DiagnosticReportStatus.FINAL);
        report.getCategoryFirstRep().getCodingFirstRep().setCode("RAD");

        var stored = clinic.create(report);

        assertThat(announcements(hospital, stored)).isZero();
    }

    @Test
    void a_withdrawn_report_and_one_without_results_cannot_be_verified(Hospital hospital) {
        var clinic = hospital.asDemo();
        var patient = clinic.create(new Patient());
        var withdrawn = clinic.create(aReport(patient, DiagnosticReportStatus.CANCELLED));
        var empty = clinic.create(aReport(patient, DiagnosticReportStatus.PRELIMINARY));

        assertThat(verify(clinic, withdrawn).invariant()).isEqualTo("L4");
        assertThat(verify(clinic, empty).status()).isEqualTo(422);
    }

    @Test
    void whoever_produced_a_result_does_not_verify_it(Hospital hospital) {
        var clinic = hospital.asDemo();
        var patient = clinic.create(new Patient());
        var result = new Observation()
                .setStatus(ObservationStatus.PRELIMINARY)
                .setCode(new CodeableConcept(new Coding(Systems.LOINC, "718-7", "Hemoglobin")))
                .setSubject(reference(patient.getIdElement()))
                .setValue(new StringType("normal"));
        result.addPerformer(new Reference().setIdentifier(new Identifier().setValue("demo")));
        var stored = clinic.create(result);
        var report = clinic.create(
                aReport(patient, DiagnosticReportStatus.PRELIMINARY).addResult(reference(stored.getIdElement())));

        var answer = verify(clinic, report);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.invariant()).isEqualTo("L4");
    }

    private static ServiceRequest anOrderFor(Patient patient) {
        var order = new ServiceRequest()
                .setStatus(ServiceRequestStatus.ACTIVE)
                .setIntent(ServiceRequestIntent.ORDER)
                .setCode(new CodeableConcept(new Coding(Systems.LOINC, "58410-2", "CBC panel")))
                .setSubject(reference(patient.getIdElement()));
        order.addCategory().addCoding(new Coding(Systems.DIAGNOSTIC_SERVICE, "LAB", "Laboratory"));
        return order;
    }

    private static DiagnosticReport aReport(Patient patient, DiagnosticReportStatus status) {
        var report = new DiagnosticReport()
                .setStatus(status)
                .setCode(new CodeableConcept(new Coding(Systems.LOINC, "58410-2", "CBC panel")))
                .setSubject(reference(patient.getIdElement()))
                .setIssued(Date.from(java.time.Instant.parse("2026-11-21T09:00:00Z")));
        report.addCategory().addCoding(new Coding(Systems.DIAGNOSTIC_SERVICE, "LAB", "Laboratory"));
        return report;
    }

    private static Reference reference(IdType id) {
        return new Reference(id.toUnqualifiedVersionless());
    }

    private static Answer put(FhirClient clinic, DiagnosticReport report) {
        return clinic.put("/DiagnosticReport/" + report.getIdElement().getIdPart(), report);
    }

    private static Answer verify(FhirClient clinic, DiagnosticReport report) {
        return clinic.send("POST", "/DiagnosticReport/" + report.getIdElement().getIdPart() + "/$verify", null);
    }

    private static int announcements(Hospital hospital, DiagnosticReport report) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                .sql("select count(*) from openward.final_report where report_id = :report")
                .param("report", report.getIdElement().getIdPart())
                .query(Integer.class)
                .single());
    }
}

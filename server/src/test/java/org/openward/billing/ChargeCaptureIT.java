package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.profiles.Systems;
import org.openward.tenancy.TenantId;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class ChargeCaptureIT {
    private final String code = UUID.randomUUID().toString();
    private final Hospital hospital;
    private final FhirClient client;
    private final Patient patient;

    ChargeCaptureIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
        this.patient = new Counter(client).aPatient();
    }

    @Test
    void a_final_report_is_charged_and_can_be_billed() {
        client.create(BillingOffice.aPrice(code, "120.50"));

        report(DiagnosticReportStatus.FINAL);

        assertThat(theCharge().getPriceOverride().getValue()).isEqualByComparingTo("120.50");
        assertThat(new Counter(client)
                        .generate(patient)
                        .resource(Invoice.class)
                        .getTotalGross()
                        .getValue())
                .isEqualByComparingTo("120.50");
    }

    @Test
    void a_report_that_is_announced_or_corrected_again_is_charged_once() {
        client.create(BillingOffice.aPrice(code, "120.50"));
        var report = report(DiagnosticReportStatus.FINAL);
        theCharge();

        client.put(
                "/DiagnosticReport/" + report.getIdElement().getIdPart(),
                report.setStatus(DiagnosticReportStatus.CORRECTED));
        announceAgain(report);

        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> charges().size() == 1);
    }

    @Test
    void a_preliminary_report_is_not_charged_until_it_is_final() {
        client.create(BillingOffice.aPrice(code, "120.50"));
        var report = report(DiagnosticReportStatus.PRELIMINARY);
        assertThat(charges()).isEmpty();

        client.put(
                "/DiagnosticReport/" + report.getIdElement().getIdPart(),
                report.setStatus(DiagnosticReportStatus.FINAL));

        assertThat(theCharge().getStatus()).isEqualTo(ChargeItemStatus.BILLABLE);
    }

    @Test
    void a_report_is_charged_at_the_price_of_its_day_whatever_the_price_list_says_later() {
        var price = client.create(BillingOffice.aPrice(code, "120.50"));
        report(DiagnosticReportStatus.FINAL);
        theCharge();

        raise(price);

        assertThat(theCharge().getPriceOverride().getValue()).isEqualByComparingTo("120.50");
        assertThat(theCharge().getDefinitionCanonical().get(0).getValue()).endsWith("|1");
    }

    @Test
    void an_entry_that_left_the_price_list_prices_nothing_and_somebody_is_told() {
        var price = client.create(BillingOffice.aPrice(code, "120.50"));
        client.delete("/ChargeItemDefinition/" + price.getIdElement().getIdPart());

        report(DiagnosticReportStatus.FINAL);

        assertThat(theCharge().getStatus()).isEqualTo(ChargeItemStatus.PLANNED);
        var task = (Task) client.search("Task?patient=" + patient.getIdElement().getIdPart())
                .getEntryFirstRep()
                .getResource();
        assertThat(task.getFocus().getReference())
                .isEqualTo("ChargeItem/" + theCharge().getIdElement().getIdPart());
        assertThat(new Counter(client).generate(patient).status()).isEqualTo(422);
    }

    private void raise(ChargeItemDefinition price) {
        price.setVersion("2")
                .getPropertyGroupFirstRep()
                .getPriceComponentFirstRep()
                .getAmount()
                .setValue(new BigDecimal("200"));
        assertThat(client.put("/ChargeItemDefinition/" + price.getIdElement().getIdPart(), price)
                        .status())
                .isEqualTo(200);
    }

    private DiagnosticReport report(DiagnosticReportStatus status) {
        var report = new DiagnosticReport().setStatus(status);
        report.addCategory().addCoding().setSystem(Systems.DIAGNOSTIC_SERVICE).setCode("LAB");
        report.getCode().addCoding().setSystem(Systems.LOINC).setCode(code);
        report.getSubject().setReference("Patient/" + patient.getIdElement().getIdPart());
        return client.create(report);
    }

    /** As after a crash before the first announcement was known to be dealt with. */
    private void announceAgain(DiagnosticReport report) {
        hospital.part(ChargeCapture.class)
                .charge(new ReportFinalized(
                        TenantId.DEFAULT,
                        report.getIdElement().getIdPart(),
                        patient.getIdElement().getIdPart(),
                        null,
                        null,
                        Systems.LOINC,
                        code,
                        LocalDate.of(2026, 11, 21)));
    }

    private ChargeItem theCharge() {
        await().atMost(Duration.ofSeconds(30)).until(() -> !charges().isEmpty());
        assertThat(charges()).hasSize(1);
        return charges().get(0);
    }

    private List<ChargeItem> charges() {
        return client
                .search("ChargeItem?subject=Patient/" + patient.getIdElement().getIdPart())
                .getEntry()
                .stream()
                .map(entry -> (ChargeItem) entry.getResource())
                .toList();
    }
}

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
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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
    void an_announced_report_is_charged_once_and_can_be_billed() {
        client.create(BillingOffice.aPrice(code, "120.50"));
        var report = aReport();

        announce(report);
        announce(report);

        await().atMost(Duration.ofSeconds(30)).until(() -> !charges().isEmpty());
        announce(report);
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> charges().size() == 1);
        assertThat(charges().get(0).getPriceOverride().getValue()).isEqualByComparingTo("120.50");
        assertThat(new Counter(client)
                        .generate(patient)
                        .resource(Invoice.class)
                        .getTotalGross()
                        .getValue())
                .isEqualByComparingTo("120.50");
    }

    @Test
    void a_report_is_charged_at_the_price_of_its_day_whatever_the_price_list_says_later() {
        var price = client.create(BillingOffice.aPrice(code, "120.50"));
        announce(aReport());
        await().atMost(Duration.ofSeconds(30)).until(() -> !charges().isEmpty());

        raise(price);

        assertThat(charges().get(0).getPriceOverride().getValue()).isEqualByComparingTo("120.50");
        assertThat(charges().get(0).getDefinitionCanonical().get(0).getValue()).endsWith("|1");
    }

    @Test
    void an_entry_that_left_the_price_list_prices_nothing_and_somebody_is_told() {
        var price = client.create(BillingOffice.aPrice(code, "120.50"));
        client.delete("/ChargeItemDefinition/" + price.getIdElement().getIdPart());

        announce(aReport());

        await().atMost(Duration.ofSeconds(30)).until(() -> !charges().isEmpty());
        assertThat(charges().get(0).getStatus()).isEqualTo(ChargeItemStatus.PLANNED);
        var task = (Task) client.search("Task?patient=" + patient.getIdElement().getIdPart())
                .getEntryFirstRep()
                .getResource();
        assertThat(task.getFocus().getReference())
                .isEqualTo("ChargeItem/" + charges().get(0).getIdElement().getIdPart());
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

    private ReportFinalized aReport() {
        var report = new DiagnosticReport().setStatus(DiagnosticReportStatus.PRELIMINARY);
        report.getCode().addCoding().setSystem(Systems.LOINC).setCode(code);
        report.getSubject().setReference("Patient/" + patient.getIdElement().getIdPart());
        return new ReportFinalized(
                TenantId.DEFAULT,
                client.create(report).getIdElement().getIdPart(),
                patient.getIdElement().getIdPart(),
                null,
                null,
                Systems.LOINC,
                code,
                LocalDate.of(2026, 11, 21));
    }

    /** As the laboratory does: with the transaction in which the report became final. */
    private void announce(ReportFinalized report) {
        Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> new TransactionTemplate(
                        hospital.part(PlatformTransactionManager.class))
                .executeWithoutResult(
                        status -> hospital.part(ApplicationContext.class).publishEvent(report)));
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

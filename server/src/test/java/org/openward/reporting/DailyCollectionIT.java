package org.openward.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.Arrays;
import java.util.UUID;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Measure;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.fhir.FhirStore;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the accountant asks for in the evening, over HTTP. */
@HospitalTest
class DailyCollectionIT {
    private static final TenantId CLINIC_B = new TenantId("clinic-b");

    @Test
    void part_payments_of_the_day_are_in_the_report_the_spreadsheet_and_the_ledger_alike(Hospital hospital) {
        var accountant = hospital.asDemo();
        var today = today(hospital, TenantId.DEFAULT);
        var before = collected(report(accountant, today), "INR");
        var bill = aBill(accountant, "350.00", "INR");

        pay(accountant, bill, "100.10", "cash", "INR");
        pay(accountant, bill, "249.90", "card", "INR");

        var report = report(accountant, today);
        assertThat(collected(report, "INR").subtract(before)).isEqualByComparingTo("350.00");
        assertThat(ofSpreadsheet(accountant, today, "INR")).isEqualByComparingTo(collected(report, "INR"));
        assertThat(ofLedger(hospital, TenantId.DEFAULT, today, "INR")).isEqualByComparingTo(collected(report, "INR"));
        assertThat(ofMethod(group(report, "INR"), "card"))
                .isEqualByComparingTo(ofLedgerAccount(hospital, "cash:card", today));
    }

    @Test
    void each_clinic_collects_for_itself_on_its_own_day(Hospital hospital) {
        var today = today(hospital, TenantId.DEFAULT);
        var before = report(hospital.asDemo(), today);
        var clinic = hospital.asClinicB();
        var bill = aBill(clinic, "80.00", "USD");

        pay(clinic, bill, "80.00", "cash", "USD");

        var report = report(clinic, today(hospital, CLINIC_B));
        assertThat(collected(report, "USD"))
                .isGreaterThanOrEqualTo(new BigDecimal("80.00"))
                .isEqualByComparingTo(ofLedger(hospital, CLINIC_B, today(hospital, CLINIC_B), "USD"));
        assertThat(collected(report(hospital.asDemo(), today), "INR")).isEqualByComparingTo(collected(before, "INR"));
    }

    @Test
    void a_payment_whose_transaction_fails_is_in_no_report(Hospital hospital) {
        var store = hospital.part(FhirStore.class);
        var transaction = new TransactionTemplate(hospital.part(PlatformTransactionManager.class));
        var payment = Payment.of("1.00", "cash", "1999-12-31");

        assertThatThrownBy(() -> Acting.as(
                        Caller.server(TenantId.DEFAULT, "test"),
                        () -> transaction.executeWithoutResult(status -> {
                            store.create(payment);
                            throw new IllegalStateException("The drawer is stuck.");
                        })))
                .hasMessageContaining("stuck");

        assertThat(collected(report(hospital.asDemo(), "1999-12-31"), "INR")).isZero();
    }

    @Test
    void a_corrected_payment_counts_as_corrected(Hospital hospital) {
        var store = hospital.part(FhirStore.class);
        var clerk = Caller.server(TenantId.DEFAULT, "test");
        var payment = Acting.as(clerk, () -> store.create(Payment.of("7.00", "cash", "1998-12-31")));

        payment.getPaymentAmount().setValue(new BigDecimal("5.00"));
        Acting.as(clerk, () -> store.update(payment));

        assertThat(collected(report(hospital.asDemo(), "1998-12-31"), "INR")).isEqualByComparingTo("5.00");
    }

    @Test
    void a_report_is_answered_at_type_and_at_instance_level_by_get_and_by_post(Hospital hospital) {
        var accountant = hospital.asDemo();
        var day = new Parameters()
                .addParameter("periodStart", new DateType("2020-01-01"))
                .addParameter("periodEnd", new DateType("2020-01-31"));
        var named = day.copy().addParameter("measure", "https://openward.org/fhir/Measure/daily-collection");

        var answers = new MeasureReport[] {
            accountant
                    .get("/Measure/daily-collection/$evaluate-measure?periodStart=2020-01-01&periodEnd=2020-01-31")
                    .resource(MeasureReport.class),
            accountant
                    .get(
                            "/Measure/$evaluate-measure?measure=daily-collection&periodStart=2020-01-01&periodEnd=2020-01-31")
                    .resource(MeasureReport.class),
            accountant.post("/Measure/daily-collection/$evaluate-measure", day).resource(MeasureReport.class),
            accountant.post("/Measure/$evaluate-measure", named).resource(MeasureReport.class)
        };

        assertThat(answers)
                .allSatisfy(report -> assertThat(report.getMeasure())
                        .startsWith("https://openward.org/fhir/Measure/daily-collection|"))
                .allSatisfy(
                        report -> assertThat(report.getPeriod().getEndElement().getValueAsString())
                                .isEqualTo("2020-01-31"))
                .allSatisfy(report -> assertThat(report.getGroup()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({
        "400, /Measure/daily-collection/$evaluate-measure?periodStart=2026-11-22&periodEnd=2026-11-21",
        "400, /Measure/daily-collection/$evaluate-measure?periodStart=2026-11-21",
        "400, /Measure/daily-collection/$evaluate-measure?periodStart=yesterday&periodEnd=2026-11-21",
        "400, /Measure/daily-collection/$evaluate-measure?periodStart=2026-11&periodEnd=2026-11",
        "400, /Measure/$evaluate-measure?periodStart=2026-11-21&periodEnd=2026-11-21",
        "404, /Measure/moon-phase/$evaluate-measure?periodStart=2026-11-21&periodEnd=2026-11-21",
        "404, /Measure/$export-report?measure=moon-phase&periodStart=2026-11-21&periodEnd=2026-11-21&format=csv",
        "400, /Measure/daily-collection/$export-report?periodStart=2026-11-21&periodEnd=2026-11-21&format=pdf",
        "400, /Measure/daily-collection/$export-report?periodStart=2026-11-21&periodEnd=2026-11-21"
    })
    void a_report_that_cannot_be_made_is_refused(int status, String path, Hospital hospital) {
        var answer = hospital.asDemo().get(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).isNotBlank();
    }

    @Test
    void a_spreadsheet_comes_as_it_is_unless_fhir_is_asked_for(Hospital hospital) {
        var path = "/Measure/daily-collection/$export-report?periodStart=2020-01-01&periodEnd=2020-01-31&format=csv";

        var plain = hospital.asDemo().get(path);
        var wanted = hospital.asDemo().get(path, "Accept", "text/csv");
        var wrapped = hospital.asDemo().get(path, "Accept", "application/fhir+json");

        assertThat(plain.body()).isEqualTo("currency,method,day,payments,collected\r\n");
        assertThat(plain.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(wanted.body()).isEqualTo(plain.body());
        assertThat(wrapped.resource(Binary.class).getData()).asString().isEqualTo(plain.body());
    }

    @Test
    void the_published_measure_is_readable_in_every_clinic_beside_its_own_ones(Hospital hospital) {
        var own = new Measure().setStatus(PublicationStatus.DRAFT);
        own.setUrl("https://clinic-b.example/Measure/smiles").setName("Smiles");

        var stored = hospital.asClinicB().create(own);

        assertThat(hospital.asDemo().read(Measure.class, "daily-collection").getName())
                .isEqualTo("DailyCollection");
        assertThat(hospital.asClinicB().read(Measure.class, "daily-collection").getName())
                .isEqualTo("DailyCollection");
        assertThat(hospital.asClinicB().read(Measure.class, stored.getIdPart()).getName())
                .isEqualTo("Smiles");
        assertThat(hospital.asDemo().get("/Measure/" + stored.getIdPart()).status())
                .isEqualTo(404);
    }

    private static String today(Hospital hospital, TenantId tenant) {
        var clock = hospital.part(Clock.class);
        return hospital.part(Tenants.class).named(tenant).dayOf(clock.instant()).toString();
    }

    private static MeasureReport report(FhirClient client, String day) {
        return client.get("/Measure/daily-collection/$evaluate-measure?periodStart=%s&periodEnd=%s".formatted(day, day))
                .resource(MeasureReport.class);
    }

    private static MeasureReportGroupComponent group(MeasureReport report, String currency) {
        return report.getGroup().stream()
                .filter(group -> group.getCode().getText().equals(currency))
                .findFirst()
                .orElseGet(MeasureReportGroupComponent::new);
    }

    private static BigDecimal collected(MeasureReport report, String currency) {
        var group = group(report, currency);
        return group.hasMeasureScore() ? group.getMeasureScore().getValue() : BigDecimal.ZERO;
    }

    private static BigDecimal ofMethod(MeasureReportGroupComponent group, String method) {
        return group.getStratifierFirstRep().getStratum().stream()
                .filter(stratum -> stratum.getValue().getText().equals(method))
                .map(stratum -> stratum.getMeasureScore().getValue())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal ofSpreadsheet(FhirClient client, String day, String currency) {
        var path = "/Measure/$export-report?measure=daily-collection&periodStart=%s&periodEnd=%s&format=csv";
        return Arrays.stream(client.get(path.formatted(day, day), "Accept", "text/csv")
                        .body()
                        .split("\r\n", -1))
                .filter(line -> line.startsWith(currency + ","))
                .map(line -> new BigDecimal(line.substring(line.lastIndexOf(',') + 1)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal ofLedger(Hospital hospital, TenantId tenant, String day, String currency) {
        return cash(hospital, tenant, "currency = '" + currency + "' and account like 'cash:%'", day);
    }

    private static BigDecimal ofLedgerAccount(Hospital hospital, String account, String day) {
        return cash(hospital, TenantId.DEFAULT, "account = '" + account + "'", day);
    }

    private static BigDecimal cash(Hospital hospital, TenantId tenant, String lines, String day) {
        return Acting.as(Caller.server(tenant, "test"), () -> hospital.part(JdbcClient.class)
                .sql(
                        "select coalesce(sum(debit - credit), 0) from openward.ledger_entry where day = cast(:day as date) and "
                                + lines)
                .param("day", day)
                .query(BigDecimal.class)
                .single());
    }

    private static Invoice aBill(FhirClient client, String amount, String currency) {
        var patient = client.create(aPatient());
        client.create(aCharge(patient, amount, currency));
        var parameters = new Parameters();
        parameters.addParameter().setName("patient").setValue(new Reference("Patient/" + patient.getIdPart()));
        var draft = client.post("/Invoice/$generate", parameters, "Idempotency-Key", key())
                .resource(Invoice.class);
        return client.post("/Invoice/" + draft.getIdPart() + "/$finalize", new Parameters(), "Idempotency-Key", key())
                .resource(Invoice.class);
    }

    private static void pay(FhirClient client, Invoice bill, String amount, String method, String currency) {
        var parameters = new Parameters();
        parameters.addParameter().setName("amount").setValue(money(amount, currency));
        parameters.addParameter().setName("method").setValue(new CodeType(method));
        var answer = client.post("/Invoice/" + bill.getIdPart() + "/$pay", parameters, "Idempotency-Key", key());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.resource(Parameters.class).getParameter("payment").getResource())
                .isInstanceOf(PaymentReconciliation.class);
    }

    private static Patient aPatient() {
        var patient = new Patient();
        patient.addName().setFamily("Rao").addGiven("Asha");
        return patient;
    }

    private static ChargeItem aCharge(Patient patient, String amount, String currency) {
        var charge = new ChargeItem().setStatus(ChargeItemStatus.BILLABLE);
        charge.getCode().addCoding().setSystem("http://loinc.org").setCode("58410-2");
        charge.getSubject().setReference("Patient/" + patient.getIdPart());
        charge.getQuantity().setValue(1);
        charge.setPriceOverride(money(amount, currency));
        return charge;
    }

    private static Money money(String amount, String currency) {
        return new Money().setValue(new BigDecimal(amount)).setCurrency(currency);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}

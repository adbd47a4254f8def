package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.billing.BillingOffice.aPatient;

import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.testing.AtOnce;
import org.openward.testing.InMemoryFhirStore;

class ChargeCaptureTest {
    private static final String HAEMOGLOBIN = "718-7";

    private final BillingOffice office = BillingOffice.open();
    private final String patient = aPatient();

    @Test
    void a_final_report_is_charged_at_the_price_of_its_day() {
        office.price(HAEMOGLOBIN, "120.50");

        office.charge(office.aReport(patient, HAEMOGLOBIN));

        var charge = onlyCharge();
        assertThat(charge.getStatus()).isEqualTo(ChargeItemStatus.BILLABLE);
        assertThat(charge.getPriceOverride().getValue()).isEqualByComparingTo("120.50");
        assertThat(charge.getPriceOverride().getCurrency()).isEqualTo("INR");
        assertThat(charge.getDefinitionCanonical().get(0).getValue()).isEqualTo("https://example.org/price/718-7|1");
        assertThat(charge.getOccurrenceDateTimeType().getValueAsString()).isEqualTo("2026-11-21");
    }

    @Test
    void a_report_that_is_announced_again_is_charged_once() throws Exception {
        office.price(HAEMOGLOBIN, "120.50");
        var report = office.aReport(patient, HAEMOGLOBIN);

        var outcomes = AtOnce.all(32, time -> () -> {
            office.charge(report);
            return time;
        });

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        assertThat(onlyCharge().getStatus()).isEqualTo(ChargeItemStatus.BILLABLE);
    }

    @Test
    void a_price_that_rises_later_does_not_change_what_was_charged() {
        var entry = office.price(HAEMOGLOBIN, "120.50");
        office.charge(office.aReport(patient, HAEMOGLOBIN));
        raise(entry, "200");

        var bill = office.generate(patient);

        assertThat(bill.getTotalNet().getValue()).isEqualByComparingTo("120.50");
    }

    @Test
    void a_test_without_a_price_is_neither_billed_nor_forgotten() {
        office.charge(office.aReport(patient, "99999-9"));

        var charge = onlyCharge();
        assertThat(charge.getStatus()).isEqualTo(ChargeItemStatus.PLANNED);
        assertThat(charge.hasPriceOverride()).isFalse();
        assertThat(office.search(
                        Task.class, "focus=ChargeItem/" + charge.getIdElement().getIdPart()))
                .singleElement()
                .satisfies(task -> assertThat(task.getFor().getReference()).isEqualTo("Patient/" + patient));
    }

    @Test
    void a_report_without_a_code_is_charged_without_a_price_and_a_person_finds_out_what_it_was() {
        var coded = office.aReport(patient, HAEMOGLOBIN);

        office.charge(new ReportFinalized(coded.tenant(), coded.report(), patient, null, null, "", "", coded.day()));

        var charge = onlyCharge();
        assertThat(charge.getStatus()).isEqualTo(ChargeItemStatus.PLANNED);
        assertThat(charge.getCode().hasCoding()).isFalse();
        assertThat(charge.getCode().getText()).isEqualTo("Laboratory report without a code");
        assertThat(office.search(
                        Task.class, "focus=ChargeItem/" + charge.getIdElement().getIdPart()))
                .singleElement()
                .satisfies(task -> assertThat(task.getDescription()).contains("states a code"));
    }

    private void raise(ChargeItemDefinition entry, String amount) {
        entry.setVersion("2")
                .getPropertyGroupFirstRep()
                .getPriceComponentFirstRep()
                .setAmount(BillingOffice.rupees(amount));
        office.inTransaction(() -> office.part(InMemoryFhirStore.class).update(entry));
    }

    private ChargeItem onlyCharge() {
        var charges = office.search(ChargeItem.class, "subject=Patient/" + patient);
        assertThat(charges).hasSize(1);
        return charges.get(0);
    }
}

package org.openward.tariff;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPriceComponentType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Money;
import org.junit.jupiter.api.Test;

class PriceListEntryTest {
    @Test
    void an_active_entry_names_its_price_and_itself() {
        var entry = PriceListEntry.of(anEntry("120.5")).orElseThrow();

        assertThat(entry.price().amount()).hasToString("120.50 INR");
        assertThat(entry.price().entry()).isEqualTo("https://example.org/price/cbc|3");
        assertThat(entry.isInForceOn(LocalDate.of(1999, 1, 1))).isTrue();
    }

    @Test
    void an_entry_counts_from_its_first_day_to_its_last() {
        var definition = anEntry("120.5");
        definition.getEffectivePeriod().getStartElement().setValueAsString("2026-04-01");
        definition.getEffectivePeriod().getEndElement().setValueAsString("2027-03");

        var entry = PriceListEntry.of(definition).orElseThrow();

        assertThat(entry.isInForceOn(LocalDate.of(2026, 3, 31))).isFalse();
        assertThat(entry.isInForceOn(LocalDate.of(2026, 4, 1))).isTrue();
        assertThat(entry.isInForceOn(LocalDate.of(2027, 3, 31))).isTrue();
        assertThat(entry.isInForceOn(LocalDate.of(2027, 4, 1))).isFalse();
    }

    @Test
    void what_names_no_price_is_no_entry() {
        assertThat(PriceListEntry.of(anEntry("1").setStatus(PublicationStatus.DRAFT)))
                .isEmpty();
        assertThat(PriceListEntry.of(anEntry("1").setPropertyGroup(null))).isEmpty();
        assertThat(PriceListEntry.of(anEntry("-1"))).isEmpty();
        assertThat(PriceListEntry.of(withCurrency("RUPEES"))).isEmpty();
    }

    @Test
    void a_price_of_zero_is_a_price() {
        assertThat(PriceListEntry.of(anEntry("0"))).isPresent();
    }

    private static ChargeItemDefinition withCurrency(String currency) {
        var definition = anEntry("1");
        definition
                .getPropertyGroupFirstRep()
                .getPriceComponentFirstRep()
                .getAmount()
                .setCurrency(currency);
        return definition;
    }

    private static ChargeItemDefinition anEntry(String amount) {
        var definition = new ChargeItemDefinition()
                .setUrl("https://example.org/price/cbc")
                .setVersion("3")
                .setStatus(PublicationStatus.ACTIVE);
        definition
                .addPropertyGroup()
                .addPriceComponent()
                .setType(ChargeItemDefinitionPriceComponentType.BASE)
                .setAmount(new Money().setValue(new BigDecimal(amount)).setCurrency("INR"));
        return definition;
    }
}

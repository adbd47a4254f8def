package org.openward.tariff;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPriceComponentType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Money;
import org.junit.jupiter.api.Test;

class PriceChangePolicyTest {
    private final PriceChangePolicy tenPercent = new PriceChangePolicy(BigDecimal.TEN);

    @Test
    void a_price_that_comes_or_goes_needs_an_approval() {
        assertThat(tenPercent.needsApproval(null, aPrice("100"))).isTrue();
        assertThat(tenPercent.needsApproval(aPrice("100"), null)).isTrue();
        assertThat(tenPercent.needsApproval(aDraft(), aPrice("100"))).isTrue();
        assertThat(tenPercent.needsApproval(aPrice("100"), aDraft())).isTrue();
    }

    @Test
    void what_is_not_in_use_needs_none() {
        assertThat(tenPercent.needsApproval(null, aDraft())).isFalse();
        assertThat(tenPercent.needsApproval(aDraft(), aDraft())).isFalse();
        assertThat(tenPercent.needsApproval(aDraft(), null)).isFalse();
    }

    @Test
    void an_amount_may_change_by_just_so_much_in_either_direction() {
        assertThat(tenPercent.needsApproval(aPrice("100"), aPrice("110"))).isFalse();
        assertThat(tenPercent.needsApproval(aPrice("100"), aPrice("90"))).isFalse();
        assertThat(tenPercent.needsApproval(aPrice("100"), aPrice("110.01"))).isTrue();
        assertThat(tenPercent.needsApproval(aPrice("100"), aPrice("89.99"))).isTrue();
        assertThat(tenPercent.needsApproval(aPrice("0"), aPrice("1"))).isTrue();
        assertThat(new PriceChangePolicy(BigDecimal.ZERO).needsApproval(aPrice("100"), aPrice("100")))
                .isFalse();
    }

    @Test
    void another_service_day_or_currency_needs_an_approval() {
        var otherService = aPrice("100");
        otherService.getCode().getCodingFirstRep().setCode("other");
        var laterOnly = aPrice("100");
        laterOnly.getEffectivePeriod().setStartElement(new DateTimeType("2027-01-01"));
        var otherCurrency = aPrice("100");
        otherCurrency
                .getPropertyGroupFirstRep()
                .getPriceComponentFirstRep()
                .getAmount()
                .setCurrency("USD");

        assertThat(tenPercent.needsApproval(aPrice("100"), otherService)).isTrue();
        assertThat(tenPercent.needsApproval(aPrice("100"), laterOnly)).isTrue();
        assertThat(tenPercent.needsApproval(aPrice("100"), otherCurrency)).isTrue();
    }

    private static ChargeItemDefinition aDraft() {
        return aPrice("100").setStatus(PublicationStatus.DRAFT);
    }

    private static ChargeItemDefinition aPrice(String amount) {
        var price = new ChargeItemDefinition()
                .setUrl("https://example.org/price/cbc")
                .setVersion("1")
                .setStatus(PublicationStatus.ACTIVE);
        price.getCode().addCoding().setCode("cbc");
        price.addPropertyGroup()
                .addPriceComponent()
                .setType(ChargeItemDefinitionPriceComponentType.BASE)
                .setAmount(new Money().setValue(new BigDecimal(amount)).setCurrency("INR"));
        return price;
    }
}

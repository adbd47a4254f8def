package org.openward.tariff;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.openward.fhir.FhirStore;
import org.springframework.stereotype.Component;

/** The acting tenant's price list. */
@Component
public class PriceList {
    private final FhirStore store;
    private final PriceListCodes codes;

    PriceList(FhirStore store, PriceListCodes codes) {
        this.store = store;
        this.codes = codes;
    }

    /**
     * The base price of a service given on that day; empty when the hospital never named one, which is not the same as
     * free. Of several entries in force the one that came into force last counts.
     */
    public Optional<Price> price(String system, String code, LocalDate day) {
        return codes.definitionsOf(system, code).stream()
                .flatMap(id -> store.find(ChargeItemDefinition.class, id).stream())
                .flatMap(definition -> PriceListEntry.of(definition).stream())
                .filter(entry -> entry.isInForceOn(day))
                .max(Comparator.comparing(PriceListEntry::from)
                        .thenComparing(entry -> entry.price().entry()))
                .map(PriceListEntry::price);
    }
}

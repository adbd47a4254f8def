package org.openward.billing;

import java.util.Optional;
import org.openward.money.Money;

/** Amounts as FHIR R4 writes them. */
final class Amounts {
    private Amounts() {}

    static org.hl7.fhir.r4.model.Money fhir(Money money) {
        return new org.hl7.fhir.r4.model.Money()
                .setValue(money.amount())
                .setCurrency(money.currency().getCurrencyCode());
    }

    /** Empty when value or currency is missing or no money; rounded to the currency's decimals. */
    static Optional<Money> of(org.hl7.fhir.r4.model.Money stated) {
        return stated.hasValue() && stated.hasCurrency()
                ? Money.currency(stated.getCurrency()).map(currency -> new Money(stated.getValue(), currency))
                : Optional.empty();
    }
}

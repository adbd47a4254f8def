package org.openward.fhir.terminology;

import java.util.Optional;
import org.hl7.fhir.r4.model.ValueSet;
import org.openward.fhir.sites.SiteDefinitions;
import org.openward.terminology.Codes;
import org.openward.terminology.Definitions;

/** The definitions as they count for all tenants, without those that a tenant has of its own. */
record DefinitionsForAll(Definitions stored) implements Definitions {
    @Override
    public Optional<Codes> codes(String canonical) {
        return stored.codes(canonical);
    }

    @Override
    public Optional<ValueSet> valueSet(String canonical) {
        return SiteDefinitions.countingForAll(() -> stored.valueSet(canonical));
    }

    @Override
    public Optional<Codes> supplement(String canonical) {
        return stored.supplement(canonical);
    }
}

package org.openward.fhir.standing;

import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import org.hl7.fhir.r4.model.Resource;

/** A record with the values that searches look at, found once for all that look. */
public final class Viewed {
    private final Resource record;
    private final ResourceIndexedSearchParams values;

    Viewed(Resource record, ResourceIndexedSearchParams values) {
        this.record = record;
        this.values = values;
    }

    public Resource record() {
        return record;
    }

    ResourceIndexedSearchParams values() {
        return values;
    }
}

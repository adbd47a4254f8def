package org.openward.fhir.standing;

import ca.uhn.fhir.jpa.model.entity.ResourceLink;
import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** Its own id and those of all records that it refers to. */
    public Set<String> ids() {
        return Stream.concat(
                        Stream.of(record.getIdElement().getIdPart()),
                        values.getResourceLinks().stream().map(ResourceLink::getTargetResourceId))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    ResourceIndexedSearchParams values() {
        return values;
    }
}

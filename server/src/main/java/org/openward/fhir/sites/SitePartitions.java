package org.openward.fhir.sites;

import ca.uhn.fhir.jpa.partition.RequestPartitionHelperSvc;
import java.util.Set;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Keeps in the tenants' own partitions what each site edits for itself; HAPI lets all tenants share it. */
@Component
@Primary
class SitePartitions extends RequestPartitionHelperSvc {
    static final Set<String> OF_THE_SITE = Set.of("ConceptMap", "Library", "Questionnaire", "ValueSet");

    @Override
    public boolean isResourcePartitionable(String type) {
        return OF_THE_SITE.contains(type) || super.isResourcePartitionable(type);
    }
}

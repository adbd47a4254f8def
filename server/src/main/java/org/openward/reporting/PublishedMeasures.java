package org.openward.reporting;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Measure;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.FhirStore;

/**
 * Answers the Measures of the published package in every tenant, and a tenant's own ones from its records. They are not
 * stored: the store has each client-given id once on the whole server, not once in each tenant.
 */
@FhirOperations
class PublishedMeasures {
    private final Reports reports;
    private final FhirStore store;

    PublishedMeasures(Reports reports, FhirStore store) {
        this.reports = reports;
        this.store = store;
    }

    @Read
    public Measure read(@IdParam IdType id) {
        return reports.withId(id.getIdPart())
                .map(Report::measure)
                .map(Measure::copy)
                .orElseGet(() -> store.read(Measure.class, id.getIdPart()));
    }
}

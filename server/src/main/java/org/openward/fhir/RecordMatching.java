package org.openward.fhir;

import ca.uhn.fhir.jpa.searchparam.matcher.SearchParamMatcher;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.stereotype.Component;

/** Whether a record would be found by a search, without asking the database. */
@Component
public class RecordMatching {
    private final SearchParamMatcher matcher;

    RecordMatching(SearchParamMatcher matcher) {
        this.matcher = matcher;
    }

    /**
     * No for a query that cannot be decided from the record alone.
     *
     * @param query search parameters as in a URL, such as {@code category=laboratory}
     */
    public boolean matches(IBaseResource resource, String query) {
        var result = matcher.match(resource.fhirType() + "?" + query, resource, null);
        return result.supported() && result.matched();
    }
}

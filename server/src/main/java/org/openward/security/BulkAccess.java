package org.openward.security;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.Map;
import org.openward.fhir.bulk.BulkRights;
import org.springframework.stereotype.Component;

/** Lets a token take out in bulk only the types that it reaches whole: nobody looks at the records one by one. */
@Component
class BulkAccess implements BulkRights {
    private final SearchTerms searchTerms;

    BulkAccess(ISearchParamRegistry searchParameters) {
        this.searchTerms = new SearchTerms(searchParameters);
    }

    @Override
    public boolean mayTakeOut(RequestDetails request, String type) {
        return Granted.to(request).filter(grant -> grant.seesEvery(type)).isPresent();
    }

    @Override
    public void requireSearch(RequestDetails request, String type, Map<String, String[]> parameters) {
        searchTerms.typesLookedInto(type, parameters).forEach(other -> {
            if (!mayTakeOut(request, other)) {
                throw NotAllowed.because("The search of " + type + " looks into records of type " + other
                        + ", which the token does not reach whole.");
            }
        });
    }
}

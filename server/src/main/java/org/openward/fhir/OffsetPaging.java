package org.openward.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;

/**
 * Begins the pages of every client's search at the first match, so that a search writes nothing to the database. HAPI takes
 * a search that names no offset for one without pages, and cuts included records off when the page is full of matches.
 */
@FhirGuard
@Interceptor
public class OffsetPaging {
    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void beginAtTheFirst(RequestDetails request, SearchParameterMap search) {
        if (request instanceof ServletRequestDetails && search.getCount() != null && search.getOffset() == null) {
            search.setOffset(0);
        }
    }
}

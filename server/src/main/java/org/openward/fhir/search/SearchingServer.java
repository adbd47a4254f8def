package org.openward.fhir.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.method.BaseMethodBinding;

/** HAPI's server, which prepares the searches in a batch as it does those that are requests of their own. */
public final class SearchingServer extends RestfulServer {
    private static final long serialVersionUID = 1L;

    private final transient AlternativeDates dates;

    public SearchingServer(FhirContext context, AlternativeDates dates) {
        super(context);
        this.dates = dates;
    }

    /** Which version of which library answers is nobody's business. */
    @Override
    protected String createPoweredByHeader() {
        return "";
    }

    /**
     * For an entry of a batch HAPI looks for nobody else before it reads the parameters. HEAD is GET without the body (RFC 9110, 9.3.2), which
     * the servlet container keeps back; HAPI knows it of reads only.
     */
    @Override
    public BaseMethodBinding determineResourceMethod(RequestDetails request, String path) {
        if (request.getRequestType() == RequestTypeEnum.HEAD) {
            request.setRequestType(RequestTypeEnum.GET);
        }
        var method = super.determineResourceMethod(request, path);
        if (request.isSubRequest() && method.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE) {
            dates.keepFromHapi(request);
        }
        return method;
    }
}

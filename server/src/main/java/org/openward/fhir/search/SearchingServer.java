package org.openward.fhir.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.method.BaseMethodBinding;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * HAPI's server, which prepares the searches in a batch as it does those that are requests of their own, and says of an interaction that a
 * type does not have which ones it has (405); HAPI says that it does not understand.
 */
public final class SearchingServer extends RestfulServer {
    private static final long serialVersionUID = 1L;

    private static final Map<RestOperationTypeEnum, RequestTypeEnum> METHODS = Map.of(
            RestOperationTypeEnum.READ, RequestTypeEnum.GET,
            RestOperationTypeEnum.SEARCH_TYPE, RequestTypeEnum.GET,
            RestOperationTypeEnum.CREATE, RequestTypeEnum.POST,
            RestOperationTypeEnum.UPDATE, RequestTypeEnum.PUT,
            RestOperationTypeEnum.PATCH, RequestTypeEnum.PATCH,
            RestOperationTypeEnum.DELETE, RequestTypeEnum.DELETE);

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
        var method = method(request, path);
        if (request.isSubRequest() && method.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE) {
            dates.keepFromHapi(request);
        }
        return method;
    }

    private BaseMethodBinding method(RequestDetails request, String path) {
        try {
            return super.determineResourceMethod(request, path);
        } catch (InvalidRequestException unknown) {
            throw isInteraction(request) ? notAllowed(request) : unknown;
        }
    }

    /** Something that is done with records of a type, and not a question that is put wrongly. */
    private static boolean isInteraction(RequestDetails request) {
        var operation = StringUtils.defaultString(request.getOperation());
        return request.getResourceName() != null
                && (operation.isEmpty() || operation.equals(Constants.PARAM_HISTORY))
                && (request.getRequestType() != RequestTypeEnum.GET || request.getId() != null || !operation.isEmpty());
    }

    private MethodNotAllowedException notAllowed(RequestDetails request) {
        var allowed = getResourceBindings().stream()
                .filter(type -> type.getResourceName().equals(request.getResourceName()))
                .flatMap(type -> type.getMethodBindings().stream())
                .map(BaseMethodBinding::getRestOperationType)
                .flatMap(interaction -> Stream.ofNullable(METHODS.get(interaction)))
                .distinct()
                .sorted()
                .toArray(RequestTypeEnum[]::new);
        return new MethodNotAllowedException(
                "This server has no such interaction with records of type %s: GET %s/metadata says which it has."
                        .formatted(request.getResourceName(), request.getFhirServerBase()),
                allowed);
    }
}

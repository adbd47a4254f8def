package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.openward.fhir.FhirInterceptor;

/**
 * Refuses a history, and everything of a patient or an encounter, with a parameter that is not heeded there, so that nobody takes all
 * versions or records for those asked for. HAPI leaves such parameters out; here that is done only for who asks for it, as in
 * {@link LenientSearches}.
 */
@FhirInterceptor
@Interceptor
class KnownParameters {
    private static final Set<RestOperationTypeEnum> HISTORIES = EnumSet.of(
            RestOperationTypeEnum.HISTORY_INSTANCE,
            RestOperationTypeEnum.HISTORY_TYPE,
            RestOperationTypeEnum.HISTORY_SYSTEM);

    private static final Set<String> OF_ALL =
            Set.of("_count", "_elements", "_format", "_offset", "_pretty", "_summary");

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void leaveOut(RequestDetails request) {
        if (!LenientSearches.isLenient(request)) {
            return;
        }
        var unknown = unknown(request, request.getParameters().keySet().stream());
        if (!unknown.isEmpty()) {
            var known = new HashMap<>(request.getParameters());
            known.keySet().removeAll(unknown);
            request.setParameters(known);
            LenientSearches.tell(request, unknown);
        }
    }

    /** Also in a batch, and what a body names. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void require(RequestDetails request) {
        var named = request.getResource() instanceof Parameters body
                ? body.getParameter().stream().map(ParametersParameterComponent::getName)
                : Stream.<String>empty();
        var unknown = unknown(request, Stream.concat(request.getParameters().keySet().stream(), named));
        if (unknown.isEmpty()) {
            return;
        }
        if (request.isSubRequest() || !LenientSearches.isLenient(request)) {
            throw new InvalidRequestException("The parameter " + unknown.get(0)
                    + " is not supported here. Ask without it, or with Prefer: handling=lenient to have it left out.");
        }
        LenientSearches.tell(request, unknown);
    }

    private static List<String> unknown(RequestDetails request, Stream<String> names) {
        if (!HISTORIES.contains(request.getRestOperationType()) && !"$everything".equals(request.getOperation())) {
            return List.of();
        }
        var own = own(request);
        return names.filter(name -> !own.contains(name) && !OF_ALL.contains(name.split(":", 2)[0]))
                .sorted()
                .toList();
    }

    /** What belongs to a page's links, and what is left on it, is heeded in requests of their own only. */
    private static Set<String> own(RequestDetails request) {
        var own = new HashSet<String>();
        if (HISTORIES.contains(request.getRestOperationType())) {
            own.addAll(request.isSubRequest() ? Set.of("_at", "_since") : Set.of("_at", "_since", "_until"));
            return own;
        }
        if (!request.isSubRequest()) {
            own.addAll(Set.of("_after", "_since"));
        }
        if ("Patient".equals(request.getResourceName())) {
            own.addAll(request.getId() == null ? Set.of("_id", "_type") : Set.of("_type"));
        }
        return own;
    }
}

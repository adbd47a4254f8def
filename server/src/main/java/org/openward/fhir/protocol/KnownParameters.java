package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.method.OperationMethodBinding;
import ca.uhn.fhir.rest.server.method.OperationParameter;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.openward.fhir.FhirInterceptor;
import org.openward.profiles.OperationNames;

/**
 * Refuses a history, everything of a patient or an encounter, and an operation of this server's own, with a parameter that is not heeded
 * there: nobody takes all versions or records for those asked for, nor does for good what was only to be tried. HAPI leaves such
 * parameters out; here that is done only for who asks for it, as in {@link LenientSearches}, and never for an operation of our own.
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

    private static final Set<String> OF_ONE = Set.of("_elements", "_format", "_pretty", "_summary");
    private static final Set<String> OF_PAGES = Set.of("_count", "_cursor", "_total");

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
        var unknownOfOwn = ownOperation(request).flatMap(operation -> named(request)
                .filter(name -> !takes(operation, name))
                .sorted()
                .findFirst());
        if (unknownOfOwn.isPresent()) {
            throw new InvalidRequestException("%s has no parameter %s here. Nothing was done."
                    .formatted(request.getOperation(), unknownOfOwn.get()));
        }
        var unknown = unknown(request, named(request));
        if (unknown.isEmpty()) {
            return;
        }
        if (request.isSubRequest() || !LenientSearches.isLenient(request)) {
            throw new InvalidRequestException("The parameter " + unknown.get(0)
                    + " is not supported here. Ask without it, or with Prefer: handling=lenient to have it left out.");
        }
        LenientSearches.tell(request, unknown);
    }

    private static Stream<String> named(RequestDetails request) {
        var inBody = request.getResource() instanceof Parameters body
                ? body.getParameter().stream().map(ParametersParameterComponent::getName)
                : Stream.<String>empty();
        return Stream.concat(request.getParameters().keySet().stream(), inBody);
    }

    private static Optional<OperationMethodBinding> ownOperation(RequestDetails request) {
        return Strings.CS.startsWith(request.getOperation(), "$")
                        && request.getServer() instanceof RestfulServer server
                        && server.determineResourceMethod(request, request.getRequestPath())
                                instanceof OperationMethodBinding operation
                        && StringUtils.defaultString(operation.getCanonicalUrl())
                                .startsWith(OperationNames.CANONICAL)
                ? Optional.of(operation)
                : Optional.empty();
    }

    private static boolean takes(OperationMethodBinding operation, String name) {
        return OF_ONE.contains(name)
                || (operation.getMethod().getReturnType() == Bundle.class && OF_PAGES.contains(name))
                || operation.getParameters().stream()
                        .anyMatch(taken -> taken instanceof OperationParameter own
                                && own.getName().equals(name));
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

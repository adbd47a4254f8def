package org.openward.fhir.standard;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.standard.ForeignOperation.Check;

/**
 * Refuses an operation that others define with a parameter that is not heeded here, in the address or in the body, also in a batch: an
 * answer without it would be the answer to another question.
 */
@FhirInterceptor
@Interceptor
class ForeignParameters {
    private static final Set<String> OF_EVERY_OPERATION = Set.of("_elements", "_format", "_pretty", "_summary");

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void require(RequestDetails request) {
        if (Strings.CS.startsWith(request.getOperation(), "$")) {
            ForeignOperations.find(
                            request.getResourceName(), request.getOperation().substring(1))
                    .filter(operation -> operation.check() == Check.HERE)
                    .ifPresent(operation -> require(operation, request));
        }
    }

    private static void require(ForeignOperation operation, RequestDetails request) {
        Stream.concat(request.getParameters().keySet().stream(), inBody(request))
                .filter(name -> !operation.takes(name) && !OF_EVERY_OPERATION.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw operation.refuses().contains(name)
                            ? ParameterRefused.notSupported(operation, name)
                            : ParameterRefused.unknown(operation, name);
                });
    }

    private static Stream<String> inBody(RequestDetails request) {
        return request.getResource() instanceof Parameters body
                ? body.getParameter().stream()
                        .filter(ParametersParameterComponent::hasName)
                        .map(ParametersParameterComponent::getName)
                : Stream.empty();
    }
}

package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Arrays;
import java.util.HashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.Strings;
import org.openward.fhir.FhirInterceptor;

/** Shows a single record's {@code _summary=text} as the record with its text and what it must have; HAPI shows a page of HTML. */
@FhirInterceptor
@Interceptor
class TextSummaries {
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void askForElements(RequestDetails request) {
        var summary = request.getParameters().get(Constants.PARAM_SUMMARY);
        if (request.getId() != null
                && request.getOperation() == null
                && request.getFhirContext().getResourceTypes().contains(request.getResourceName())
                && Arrays.equals(summary, new String[] {"text"})) {
            var parameters = new HashMap<>(request.getParameters());
            parameters.remove(Constants.PARAM_SUMMARY);
            parameters.put(Constants.PARAM_ELEMENTS, new String[] {elements(request)});
            request.setParameters(parameters);
        }
    }

    private static String elements(RequestDetails request) {
        var mandatory = request.getFhirContext().getResourceDefinition(request.getResourceName()).getChildren().stream()
                .filter(child -> child.getMin() > 0)
                .map(child -> Strings.CS.removeEnd(child.getElementName(), "[x]"));
        return Stream.concat(Stream.of("id", "meta", "text"), mandatory).collect(Collectors.joining(","));
    }
}

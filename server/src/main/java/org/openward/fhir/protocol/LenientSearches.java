package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.PreferHandlingEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.HashMap;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.search.SearchedParameters;

/**
 * Leaves out of a search what this server does not know, if the client asks for it by {@code Prefer: handling=lenient}, and says so in
 * the answer (FHIR R4, 3.1.1.3.3). Without it an unknown parameter is an error, so that nobody takes all records for those asked for.
 */
@FhirInterceptor
@Interceptor
class LenientSearches {
    /** Before anybody refuses what is not known. */
    private static final int FIRST = -100;

    private final ISearchParamRegistry searchParameters;

    LenientSearches(ISearchParamRegistry searchParameters) {
        this.searchParameters = searchParameters;
    }

    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED, order = FIRST)
    public void leaveOut(RequestDetails request) {
        if (request.getRestOperationType() != RestOperationTypeEnum.SEARCH_TYPE || !isLenient(request)) {
            return;
        }
        var known = new HashMap<>(request.getParameters());
        known.keySet().removeIf(name -> !isKnown(request.getResourceName(), name));
        var unknown = request.getParameters().keySet().stream()
                .filter(name -> !known.containsKey(name))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            request.setParameters(known);
            tell(request, unknown);
        }
    }

    /** The answer is going to say that these were left out, if it is one that can. */
    static void tell(RequestDetails request, List<String> unknown) {
        request.getUserData().put(LenientSearches.class, unknown);
    }

    static boolean isLenient(RequestDetails request) {
        var prefer = request.getHeader(Constants.HEADER_PREFER);
        return prefer != null
                && RestfulServerUtils.parsePreferHeader(prefer).getHanding() == PreferHandlingEnum.LENIENT;
    }

    private boolean isKnown(String type, String name) {
        var plain = name.split("[:.]", 2)[0];
        return SearchedParameters.isOfEverySearch(plain)
                || searchParameters.getActiveSearchParam(type, plain, SearchParamLookupContextEnum.SEARCH) != null;
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void report(RequestDetails request, IBaseResource answer) {
        if (answer instanceof Bundle found
                && found.getType() == BundleType.SEARCHSET
                && request.getUserData().get(LenientSearches.class) instanceof List<?> unknown) {
            var outcome = new OperationOutcome();
            unknown.forEach(name -> outcome.addIssue()
                    .setSeverity(IssueSeverity.WARNING)
                    .setCode(IssueType.NOTSUPPORTED)
                    .setDiagnostics(
                            "This server knows no parameter " + name + " here. The search was made without it."));
            found.addEntry().setResource(outcome).getSearch().setMode(SearchEntryMode.OUTCOME);
        }
    }
}

package org.openward.fhir.verbatim;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.HookParams;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.method.BaseResourceReturningMethodBinding;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.FhirInterceptor;

/**
 * Answers a read or vread with one statement. Every hook of HAPI's own way is called, before and after, so that whoever
 * may refuse does and whoever records it does. What cannot be shown verbatim, is gone or does not exist is left to HAPI.
 */
@FhirInterceptor
@Interceptor
public class VerbatimReads {
    private static final Set<String> CONDITIONS =
            Set.of(Constants.HEADER_IF_NONE_MATCH_LC, Constants.HEADER_IF_MODIFIED_SINCE_LC);

    private final VerbatimRules rules;
    private final StoredVersions versions;
    private final StandIns standIns;

    VerbatimReads(VerbatimRules rules, StoredVersions versions, StandIns standIns) {
        this.rules = rules;
        this.versions = versions;
        this.standIns = standIns;
    }

    /** False when the request is answered. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public boolean leaveToHapi(ServletRequestDetails request) throws IOException {
        return !(isPlainRead(request) && answered(request));
    }

    private boolean isPlainRead(RequestDetails request) {
        var interaction = request.getRestOperationType();
        return !"Binary".equals(request.getResourceName())
                && (interaction == RestOperationTypeEnum.READ || interaction == RestOperationTypeEnum.VREAD)
                && asksForNoMore(request)
                && isUnconditional(request)
                && rules.mayAllow(request);
    }

    /** Whether nothing is asked for but the record, in some format. */
    static boolean asksForNoMore(RequestDetails request) {
        return request.getParameters().keySet().stream().allMatch(Constants.PARAM_FORMAT::equals);
    }

    static boolean isUnconditional(RequestDetails request) {
        return CONDITIONS.stream().allMatch(condition -> request.getHeader(condition) == null);
    }

    private boolean answered(ServletRequestDetails request) throws IOException {
        callGates(request);
        var found = versions.find(request.getResourceName(), request.getId())
                .filter(version ->
                        VerbatimAnswer.canShow(request.getResourceName(), version.json(), request.getFhirServerBase()))
                .flatMap(version -> shown(version, request));
        if (found.isEmpty()) {
            return false;
        }
        send(found.get(), request);
        return true;
    }

    /** Unless one of those who are told of answers keeps it back. */
    static void send(Resource found, ServletRequestDetails request) throws IOException {
        var answer = new ResponseDetails(Constants.STATUS_HTTP_200_OK, found);
        if (BaseResourceReturningMethodBinding.callOutgoingResponseHook(request, answer)) {
            RestfulServerUtils.streamResponseAsResource(
                    request.getServer(),
                    answer.getResponseResource(),
                    EnumSet.of(SummaryEnum.FALSE),
                    answer.getResponseCode(),
                    true,
                    request.isRespondGzip(),
                    request,
                    null,
                    null);
        }
    }

    /** What somebody hides, or shows a part of only, HAPI finds again and answers as ever. */
    private Optional<Resource> shown(StoredVersion version, ServletRequestDetails request) {
        return switch (rules.of(request, version.json())) {
            case UNSEEN -> Optional.of(standIns.of(version, request));
            case SEEN_FIRST -> Optional.of(standIns.read(version, request))
                    .filter(record -> SeenFirst.isShownToAll(record, request))
                    .map(record -> SeenFirst.keep(record, version.json(), request));
            case THROUGH_THE_MODEL -> Optional.empty();
        };
    }

    static void callGates(ServletRequestDetails request) {
        request.getInterceptorBroadcaster()
                .callHooks(
                        Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED,
                        new HookParams()
                                .add(RestOperationTypeEnum.class, request.getRestOperationType())
                                .add(RequestDetails.class, request)
                                .add(ServletRequestDetails.class, request));
    }
}

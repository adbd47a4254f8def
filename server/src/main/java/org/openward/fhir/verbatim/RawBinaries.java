package org.openward.fhir.verbatim;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.method.BaseResourceReturningMethodBinding;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.io.IOException;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Binary;
import org.openward.fhir.FhirInterceptor;

/**
 * Answers a read of a Binary's raw content from where it is stored: it is in memory once, in base64, and never in the model. Every hook of
 * HAPI's own way is called for the Binary without its content, so that whoever may refuse or hide does and whoever records it does; what
 * one of them hides or changes, and all that is not a plain read, is left to HAPI.
 */
@FhirInterceptor
@Interceptor
public class RawBinaries {
    private static final String BINARY = "Binary";

    private final StoredVersions versions;
    private final StandIns standIns;

    RawBinaries(StoredVersions versions, StandIns standIns) {
        this.versions = versions;
        this.standIns = standIns;
    }

    /** False when the request is answered. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public boolean leaveToHapi(ServletRequestDetails request) throws IOException {
        return !(isForContent(request) && answered(request));
    }

    private static boolean isForContent(ServletRequestDetails request) {
        var interaction = request.getRestOperationType();
        return BINARY.equals(request.getResourceName())
                && (interaction == RestOperationTypeEnum.READ || interaction == RestOperationTypeEnum.VREAD)
                && request.getClass() == ServletRequestDetails.class
                && request.getParameters().isEmpty()
                && VerbatimReads.isUnconditional(request)
                && RestfulServerUtils.determineResponseEncodingNoDefault(
                                request, request.getServer().getDefaultResponseEncoding())
                        == null;
    }

    private boolean answered(ServletRequestDetails request) throws IOException {
        VerbatimReads.callGates(request);
        var found = versions.findContent(request.getId());
        if (found.isEmpty()) {
            return false;
        }
        var binary =
                standIns.withoutContent(request.getId().getIdPart(), found.get().version());
        if (!SeenFirst.isShownToAll(binary, request)) {
            return false;
        }
        var answer = new ResponseDetails(Constants.STATUS_HTTP_200_OK, binary);
        if (BaseResourceReturningMethodBinding.callOutgoingResponseHook(request, answer)) {
            write(binary, found.get().content(), request);
        }
        return true;
    }

    /** With the headers that HAPI gives it. */
    private static void write(Binary binary, StoredContent content, ServletRequestDetails request) throws IOException {
        var response = request.getResponse();
        var address = RestfulServerUtils.fullyQualifyResourceIdOrReturnNull(
                request.getServer(), binary, request.getFhirServerBase(), binary.getIdElement());
        response.addHeader(Constants.HEADER_CONTENT_LOCATION, address.getValue());
        response.addHeader(
                Constants.HEADER_ETAG,
                RestfulServerUtils.createEtag(binary.getIdElement().getVersionIdPart()));
        var context = binary.getSecurityContext().getReference();
        if (StringUtils.isNotBlank(context)) {
            response.addHeader(Constants.HEADER_X_SECURITY_CONTEXT, context);
        }
        response.addHeader(Constants.HEADER_CONTENT_DISPOSITION, "Attachment;");
        var type = StringUtils.defaultIfBlank(binary.getContentType(), Constants.CT_OCTET_STREAM);
        var out = response.getResponseOutputStream(Constants.STATUS_HTTP_200_OK, type, content.size());
        content.writeTo(out);
        response.commitResponse(out);
    }
}

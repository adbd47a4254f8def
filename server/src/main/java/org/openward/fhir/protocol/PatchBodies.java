package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Parameters;
import org.openward.fhir.FhirInterceptor;

/**
 * Refuses a patch without a body or with another resource than Parameters, at which HAPI fails; one in an unknown language; and
 * one that brings a document type, whose entities HAPI's reader of XML patches would follow.
 */
@FhirInterceptor
@Interceptor
class PatchBodies {
    private static final Set<String> TYPES = Set.of(
            Constants.CT_JSON_PATCH, Constants.CT_XML_PATCH, Constants.CT_FHIR_JSON_NEW, Constants.CT_FHIR_XML_NEW);

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    public void require(RequestDetails request) {
        if (request.getRequestType() != RequestTypeEnum.PATCH) {
            return;
        }
        var type = StringUtils.substringBefore(
                        StringUtils.defaultString(request.getHeader(Constants.HEADER_CONTENT_TYPE)), ";")
                .strip();
        if (!TYPES.contains(type)) {
            throw ProtocolRefusal.unknownBody(
                    String.join(", ", TYPES.stream().sorted().toList()));
        }
        var body = new String(request.loadRequestContents(), request.getCharset());
        if (body.isBlank()) {
            throw ProtocolRefusal.emptyPatch();
        }
        if (type.equals(Constants.CT_XML_PATCH) && body.contains("<!")) {
            throw ProtocolRefusal.documentType();
        }
        var encoding = EncodingEnum.forContentTypeStrict(type);
        if (encoding != null
                && !(encoding.newParser(request.getFhirContext()).parseResource(body) instanceof Parameters)) {
            throw ProtocolRefusal.noParameters();
        }
    }
}

package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Objects;
import org.hl7.fhir.r4.model.IdType;
import org.openward.fhir.FhirInterceptor;

/**
 * An update of what a search finds keeps the id in its body: another one than that of the record found is 400, and where nothing is found the
 * record gets it (FHIR R4, 3.1.0.4.3). HAPI forgets it unless the update is part of a transaction.
 */
@FhirInterceptor
@Interceptor
class ConditionalUpdateIds {
    private static final int FIRST = -100;

    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED, order = FIRST)
    public void keep(RequestDetails request, RestOperationTypeEnum interaction) {
        var record = request.getResource();
        if (interaction != RestOperationTypeEnum.UPDATE || request.getId() != null || record == null) {
            return;
        }
        var encoding = Objects.requireNonNullElse(
                EncodingEnum.forContentType(request.getHeader(Constants.HEADER_CONTENT_TYPE)), EncodingEnum.JSON);
        var sent = encoding.newParser(request.getFhirContext())
                .parseResource(new String(request.loadRequestContents(), request.getCharset()))
                .getIdElement();
        if (sent.hasIdPart()) {
            if (!new IdType(sent.getIdPart()).isIdPartValid()) {
                throw ProtocolRefusal.noId();
            }
            record.setId(sent.toUnqualifiedVersionless());
        }
    }
}

package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;

/** Keeps a PUT with {@code If-None-Match: *} from changing a record that is there already (RFC 9110, 13.1.2); HAPI does not look. */
@FhirGuard
@Interceptor
class NotIfPresent {
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(@Nullable IBaseResource before, IBaseResource after, RequestDetails request) {
        if (request instanceof ServletRequestDetails
                && request.getRequestType() == RequestTypeEnum.PUT
                && "*".equals(request.getHeader(Constants.HEADER_IF_NONE_MATCH))
                && !isDeleted(before)) {
            throw ProtocolRefusal.present();
        }
    }

    private static boolean isDeleted(@Nullable IBaseResource before) {
        return before == null || ResourceMetadataKeyEnum.DELETED_AT.get(before) != null;
    }
}

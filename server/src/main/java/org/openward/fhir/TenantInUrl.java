package org.openward.fhir;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.tenant.ITenantIdentificationStrategy;
import ca.uhn.fhir.util.UrlPathTokenizer;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantPath;

/** Takes {@code /fhir/clinic-b/Patient} as clinic-b's, and every other FHIR URL as the default tenant's. */
class TenantInUrl implements ITenantIdentificationStrategy {
    @Override
    public void extractTenant(UrlPathTokenizer path, RequestDetails request) {
        if (path.hasMoreTokens() && TenantPath.namesTenant(path.peek())) {
            request.setTenantId(path.nextTokenUnescapedAndSanitized());
        } else {
            request.setTenantId(TenantId.DEFAULT.value());
        }
    }

    @Override
    public String massageServerBaseUrl(String serverBase, RequestDetails request) {
        return isDefault(request) ? serverBase : serverBase + "/" + request.getTenantId();
    }

    @Override
    public String resolveRelativeUrl(String relativeUrl, RequestDetails request) {
        var path = new UrlPathTokenizer(relativeUrl);
        var alreadyNamed = path.hasMoreTokens() && TenantPath.namesTenant(path.peek());
        return isDefault(request) || alreadyNamed ? relativeUrl : request.getTenantId() + "/" + relativeUrl;
    }

    private static boolean isDefault(RequestDetails request) {
        return request.getTenantId() == null || TenantId.DEFAULT.value().equals(request.getTenantId());
    }
}

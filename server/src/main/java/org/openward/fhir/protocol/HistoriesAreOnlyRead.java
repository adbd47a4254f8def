package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.openward.fhir.FhirInterceptor;

/**
 * Refuses to write at the address of a history or of a version, alone and in bundles. HAPI answers with the history whatever the method is,
 * and who would delete or put a version deletes or puts the record.
 */
@FhirInterceptor
@Interceptor
class HistoriesAreOnlyRead {
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void require(RequestDetails request) {
        if (request.getRequestType() != RequestTypeEnum.GET) {
            requireNoHistory(request.getRequestPath());
        }
    }

    /** Of a whole transaction or, one after the other, of each entry of a batch. */
    @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
    public void require(RequestDetails request, IBaseBundle bundle) {
        if (bundle instanceof Bundle writes && writes.getType() == BundleType.TRANSACTION) {
            writes.getEntry().stream()
                    .map(BundleEntryComponent::getRequest)
                    .filter(entry -> entry.getMethod() != HTTPVerb.GET && entry.getMethod() != HTTPVerb.HEAD)
                    .map(BundleEntryRequestComponent::getUrl)
                    .forEach(HistoriesAreOnlyRead::requireNoHistory);
        }
    }

    private static void requireNoHistory(String address) {
        var parts = StringUtils.defaultString(StringUtils.substringBefore(address, "?"))
                .split("/");
        if (List.of(parts).contains(Constants.PARAM_HISTORY)) {
            throw new MethodNotAllowedException(
                    "A history and its versions are only read. Write to the record's own address. Nothing was changed.",
                    RequestTypeEnum.GET);
        }
    }
}

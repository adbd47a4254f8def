package org.openward.fhir.intake;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.DecimalType;
import org.openward.fhir.FhirInterceptor;

/**
 * Refuses an XML body with a decimal that would fill the memory when it is written out. In JSON a number is seen as one
 * before it is read; in XML it looks like any other text.
 */
@FhirInterceptor
@Interceptor
class BoundedDecimals {
    private final FhirContext context;

    BoundedDecimals(FhirContext context) {
        this.context = context;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void look(RequestDetails request) {
        if (request.getResource() == null
                || RestfulServerUtils.determineRequestEncodingNoDefault(request) != EncodingEnum.XML) {
            return;
        }
        look(request.getResource());
        // HAPI looks into no record within a Bundle unless it is asked for each of them.
        context.newTerser().getAllEmbeddedResources(request.getResource(), true).forEach(this::look);
    }

    private void look(IBaseResource record) {
        for (var decimal : context.newTerser().getAllPopulatedChildElementsOfType(record, DecimalType.class)) {
            var value = decimal.getValue();
            if (value != null
                    && (value.precision() > BodyText.LONGEST_NUMBER
                            || Math.abs((long) value.scale()) > BodyText.LARGEST_EXPONENT)) {
                throw new InvalidRequestException(BodyText.HUGE_NUMBER);
            }
        }
    }
}

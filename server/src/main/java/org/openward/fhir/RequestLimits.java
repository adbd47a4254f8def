package org.openward.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import java.math.BigInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;

/**
 * Refuses a batch or transaction with more entries than one request may carry, and cuts a page to what one answer may.
 */
@FhirInterceptor
@Interceptor
class RequestLimits {
    private static final Pattern COUNTED = Pattern.compile("\\d{1,20}");

    /** HAPI adds the page to the offset and lets the sum overflow. */
    private static final Pattern SKIPPED = Pattern.compile("\\d{1,9}");

    private final FhirSettings settings;

    RequestLimits(FhirSettings settings) {
        this.settings = settings;
    }

    /** HAPI cuts the page as well, but then takes it for the last one and leaves out the link to the next. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    public void cutPage(RequestDetails request) {
        require(COUNTED, request, Constants.PARAM_COUNT);
        require(SKIPPED, request, Constants.PARAM_OFFSET);
        var count = request.getParameters().get(Constants.PARAM_COUNT);
        if (count != null && count.length == 1 && isAboveLimit(count[0])) {
            request.addParameter(Constants.PARAM_COUNT, new String[] {String.valueOf(settings.maximumPageSize())});
        }
    }

    private static void require(Pattern form, RequestDetails request, String name) {
        var values = request.getParameters().getOrDefault(name, new String[0]);
        if (!Stream.of(values)
                .allMatch(value -> value.isBlank() || form.matcher(value).matches())) {
            throw new InvalidRequestException(name + " is a number of entries, and none so high or negative.");
        }
    }

    private boolean isAboveLimit(String count) {
        return COUNTED.matcher(count).matches()
                && new BigInteger(count).compareTo(BigInteger.valueOf(settings.maximumPageSize())) > 0;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void limit(RequestDetails request, RestOperationTypeEnum interaction) {
        if (interaction != RestOperationTypeEnum.TRANSACTION) {
            return;
        }
        if (!(request.getResource() instanceof Bundle bundle)) {
            throw new InvalidRequestException("A batch or transaction is a Bundle; this body is none.");
        }
        if (bundle.getType() != BundleType.TRANSACTION && bundle.getType() != BundleType.BATCH) {
            throw new InvalidRequestException("A Bundle that is posted here says in its type: transaction or batch.");
        }
        if (bundle.getEntry().size() > settings.maximumBundleEntries()) {
            throw new PayloadTooLargeException("A batch or transaction holds at most " + settings.maximumBundleEntries()
                    + " entries. Send it in parts.");
        }
    }
}

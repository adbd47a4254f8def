package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.NotModifiedException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.util.DateUtils;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;

/**
 * Tells who read a record before that it has not changed since (RFC 9110, 13.1.3). HAPI holds the seconds of {@code If-Modified-Since}
 * against stored milliseconds, heeds them beside {@code If-None-Match}, and breaks at what is no date.
 */
@FhirInterceptor
@Interceptor
class UnchangedRecords {
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void ask(RequestDetails request) {
        var since = request.getHeader(Constants.HEADER_IF_MODIFIED_SINCE_LC);
        if (since == null
                || request.getRestOperationType() != RestOperationTypeEnum.READ
                || !(request instanceof ServletRequestDetails web)) {
            return;
        }
        if (StringUtils.isBlank(request.getHeader(Constants.HEADER_IF_NONE_MATCH_LC))) {
            Optional.ofNullable(DateUtils.parseDate(since))
                    .ifPresent(time -> request.getUserData().put(UnchangedRecords.class, time.toInstant()));
        }
        web.setServletRequest(withoutCondition(web.getServletRequest()));
    }

    private static HttpServletRequest withoutCondition(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public @Nullable String getHeader(String name) {
                return Constants.HEADER_IF_MODIFIED_SINCE_LC.equalsIgnoreCase(name) ? null : super.getHeader(name);
            }
        };
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void answer(RequestDetails request, @Nullable IBaseResource record) {
        var updated = record == null ? null : record.getMeta().getLastUpdated();
        if (request.getUserData().get(UnchangedRecords.class) instanceof Instant since
                && updated != null
                && !updated.toInstant().truncatedTo(ChronoUnit.SECONDS).isAfter(since)) {
            throw new NotModifiedException("Not Modified");
        }
    }
}

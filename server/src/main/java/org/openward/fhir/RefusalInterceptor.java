package org.openward.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.hl7.fhir.instance.model.api.IBaseOperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.intake.BodyTooLarge;
import org.openward.fhir.intake.UnreadableBody;
import org.openward.fhir.protocol.OutcomeWords;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every refusal and every failure with an OperationOutcome and the right status; a stack trace stays in the log. */
@FhirInterceptor
@Interceptor
class RefusalInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalInterceptor.class);

    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public @Nullable BaseServerResponseException answer(Throwable failure, RequestDetails request) {
        var refusal = SendersFault.cause(failure, Refusal.class);
        if (refusal != null) {
            return refusal;
        }
        if (failure instanceof ResourceVersionConflictException && request.getHeader("If-Match") != null) {
            return new PreconditionFailedException(
                    "The version in If-Match is not the current one. Read the resource again, then repeat the change.");
        }
        if (isTooLarge(request)) {
            return new PayloadTooLargeException("The body is larger than this server takes. Send it in smaller parts.");
        }
        if (SendersFault.cause(failure, UnreadableBody.class) == null
                && failure instanceof BaseServerResponseException known
                && known.getStatusCode() < 500) {
            return null;
        }
        return unexpected(failure, request);
    }

    /** The id of the request is also the OperationOutcome's, so that its reader and the operator speak of the same. */
    @Hook(Pointcut.SERVER_OUTGOING_FAILURE_OPERATIONOUTCOME)
    public void nameRequest(IBaseOperationOutcome outcome, RequestDetails request) {
        outcome.setId(requestId(request));
        if (outcome instanceof OperationOutcome known) {
            OutcomeWords.plain(known);
        }
    }

    private static boolean isTooLarge(RequestDetails request) {
        return request instanceof ServletRequestDetails web
                && web.getServletRequest().getAttribute(BodyTooLarge.class.getName()) != null;
    }

    private static String requestId(RequestDetails request) {
        return Acting.ifAny().map(Caller::requestId).orElseGet(request::getRequestId);
    }

    private static BaseServerResponseException unexpected(Throwable failure, RequestDetails request) {
        var fault = SendersFault.in(failure, request);
        if (fault.isPresent()) {
            if (fault.get() instanceof TookTooLong) {
                LOG.warn("Request {} took too long: {}", requestId(request), FailureTrail.of(failure));
            }
            return fault.get();
        }
        LOG.error("Request {} failed: {}", requestId(request), FailureTrail.of(failure));
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.FATAL)
                .setCode(IssueType.EXCEPTION)
                .setDiagnostics("The server failed to answer; nothing was changed. Tell its operator the request id "
                        + requestId(request) + ".");
        return new InternalErrorException("The server failed to answer.", outcome);
    }
}

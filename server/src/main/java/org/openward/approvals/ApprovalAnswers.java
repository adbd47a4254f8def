package org.openward.approvals;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseOperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Task;
import org.openward.fhir.FhirInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a change that waits for an approval with 202 and the Task that asks for it. */
@FhirInterceptor
@Interceptor
public class ApprovalAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ApprovalAnswers.class);
    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;
    private static final int BEFORE_THE_REFUSAL_IS_CHOSEN = -100;

    /** The refused write is in the trail by then. */
    private static final int AFTER_THE_AUDIT = 100;

    private static final String NEEDED = ApprovalNeeded.class.getName();
    private static final String AWAITED = ApprovalAnswers.class.getName();
    private static final Set<RestOperationTypeEnum> SINGLE_WRITES = EnumSet.of(
            RestOperationTypeEnum.CREATE,
            RestOperationTypeEnum.UPDATE,
            RestOperationTypeEnum.PATCH,
            RestOperationTypeEnum.DELETE);

    private final ApprovalDesk desk;

    ApprovalAnswers(ApprovalDesk desk) {
        this.desk = desk;
    }

    /** For operations that only propose: their answer leaves as 202 with the address of the task. */
    public static Task awaited(RequestDetails request, Task task) {
        request.getUserData().put(AWAITED, true);
        return task;
    }

    @Hook(value = Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION, order = BEFORE_THE_REFUSAL_IS_CHOSEN)
    public void failing(Throwable failure, RequestDetails request) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApprovalNeeded needed && isSingleWrite(request)) {
                request.getUserData().put(NEEDED, needed.proposal());
            }
        }
    }

    /** A search that deletes may find many records, of which this is only the first. */
    private static boolean isSingleWrite(RequestDetails request) {
        return SINGLE_WRITES.contains(request.getRestOperationType())
                && (request.getRestOperationType() != RestOperationTypeEnum.DELETE || request.getId() != null);
    }

    @Hook(value = Pointcut.SERVER_OUTGOING_FAILURE_OPERATIONOUTCOME, order = AFTER_THE_AUDIT)
    public void failed(ServletRequestDetails request, IBaseOperationOutcome outcome, ResponseDetails response) {
        if (request.getUserData().get(NEEDED) instanceof Proposal proposal
                && response.getResponseCode() != UNAVAILABLE) {
            try {
                var task = desk.propose(proposal);
                response.setResponseResource(task);
                accept(request, task, response);
            } catch (RuntimeException failure) {
                // Too late for an exception: HAPI would answer without an OperationOutcome.
                LOG.error("A proposal could not be kept: {}", failure.getMessage());
                response.setResponseCode(UNAVAILABLE);
                response.setResponseResource(notKept());
            }
        }
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void answering(ServletRequestDetails request, ResponseDetails response) {
        if (request.getUserData().containsKey(AWAITED) && response.getResponseResource() instanceof Task task) {
            accept(request, task, response);
        }
    }

    private static void accept(ServletRequestDetails request, Task task, ResponseDetails response) {
        response.setResponseCode(ACCEPTED);
        var address =
                request.getFhirServerBase() + "/Task/" + task.getIdElement().getIdPart();
        request.getServletResponse().setHeader("Content-Location", address);
        request.getServletResponse().setHeader("Location", address);
    }

    private static OperationOutcome notKept() {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(IssueType.TRANSIENT)
                .setDiagnostics(
                        "The change needs an approval, and the proposal could not be kept. Nothing was changed; send "
                                + "the request again.");
        return outcome;
    }
}

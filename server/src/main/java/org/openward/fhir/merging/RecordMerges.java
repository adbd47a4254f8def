package org.openward.fhir.merging;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.provider.merge.MergeOperationParametersUtil;
import ca.uhn.fhir.jpa.provider.merge.ResourceMergeService;
import ca.uhn.fhir.jpa.provider.merge.ResourceUndoMergeService;
import ca.uhn.fhir.merge.PatientMergeOperationInputParameterNames;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.provider.ProviderConstants;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseOperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.Refusal.Kind;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Merges two patients' records and takes that back, with HAPI's own services, as a part of the open transaction: what refers
 * to the one that ends refers to the survivor afterwards, each links to the other, and a Provenance says who did it.
 */
public class RecordMerges {
    private static final Set<String> MERGING =
            Set.of(ProviderConstants.OPERATION_MERGE, ProviderConstants.OPERATION_UNDO_MERGE);

    /** A merge changes both of the merged besides what it moves. */
    private static final int MERGED = 2;

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_FAILURE = 400;
    private static final int OURS = 500;

    private final ResourceMergeService merges;
    private final ResourceUndoMergeService undoing;
    private final FhirContext context;
    private final int most;

    RecordMerges(
            ResourceMergeService merges,
            ResourceUndoMergeService undoing,
            FhirContext context,
            JpaStorageSettings settings) {
        this.merges = merges;
        this.undoing = undoing;
        this.context = context;
        this.most = settings.getMaxTransactionEntriesForWrite();
    }

    /**
     * Ends one patient's record in favour of another's.
     *
     * @param who merges them
     * @return the survivor's next version
     */
    public Patient merge(String ends, String survives, Reference who) {
        var said = new Parameters()
                .addParameter(ProviderConstants.OPERATION_MERGE_PARAM_SOURCE_PATIENT, patient(ends))
                .addParameter(ProviderConstants.OPERATION_MERGE_PARAM_TARGET_PATIENT, patient(survives));
        var asked = MergeOperationParametersUtil.inputParamsFromParameters(
                context, said, most, List.of(new MergingAgent(who)));
        var outcome = merges.merge(asked, request(ProviderConstants.OPERATION_MERGE));
        if (outcome.getHttpStatusCode() == CONFLICT) {
            // Somebody wrote one of the records meanwhile; the same merge may succeed when done again.
            throw new ResourceVersionConflictException(text(outcome.getOperationOutcome()));
        }
        check(outcome.getHttpStatusCode(), outcome.getOperationOutcome());
        return (Patient) outcome.getUpdatedTargetResource();
    }

    /** Takes a merge back: every record that it changed is again what it was before, if it still says what the merge made of it. */
    public void undo(String ended, String survived) {
        var asked = MergeOperationParametersUtil.undoInputParametersFromOperationParameters(
                List.of(), List.of(), patient(ended), patient(survived), most + MERGED);
        var outcome = undoing.undoMerge(
                asked, request(ProviderConstants.OPERATION_UNDO_MERGE), new PatientMergeOperationInputParameterNames());
        check(outcome.getHttpStatusCode(), outcome.getOperationOutcome());
    }

    /** Whether a write is a part of a merge, or of taking one back. Clients cannot make one that looks like it. */
    public static boolean isPart(RequestDetails request) {
        return request instanceof SystemRequestDetails && MERGING.contains(String.valueOf(request.getOperation()));
    }

    private static void check(int status, IBaseOperationOutcome outcome) {
        if (status >= OURS) {
            // HAPI has logged why and keeps the cause to itself; it may have been about the moment.
            throw new TransientDataAccessResourceException("The merge failed.");
        }
        if (status >= FIRST_FAILURE) {
            throw new NotMerged(
                    switch (status) {
                        case NOT_FOUND -> Kind.NOT_FOUND;
                        case CONFLICT -> Kind.CONFLICT;
                        default -> Kind.RULE;
                    },
                    text(outcome));
        }
    }

    private static String text(IBaseOperationOutcome outcome) {
        return ((OperationOutcome) outcome)
                .getIssue().stream()
                        .filter(issue -> issue.getSeverity() == IssueSeverity.ERROR)
                        .map(OperationOutcomeIssueComponent::getDiagnostics)
                        .collect(Collectors.joining(" "));
    }

    private static Reference patient(String id) {
        return new Reference("Patient/" + id);
    }

    private static DeskRequest request(String operation) {
        var request = DeskRequest.ofActing();
        request.setResourceName("Patient");
        request.setOperation(operation);
        return request;
    }
}

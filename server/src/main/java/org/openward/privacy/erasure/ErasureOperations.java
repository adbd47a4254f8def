package org.openward.privacy.erasure;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.openward.approvals.ApprovalAnswers;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.Idempotency;
import org.openward.privacy.erasure.ErasePatient.LegalBasis;
import org.openward.profiles.OperationNames;

/** How somebody proposes that a patient be erased. */
@FhirOperations
class ErasureOperations {
    private final ErasureDesk desk;
    private final Idempotency idempotency;

    ErasureOperations(ErasureDesk desk, Idempotency idempotency) {
        this.desk = desk;
        this.idempotency = idempotency;
    }

    @Operation(
            name = "$erase",
            typeName = "Patient",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PATIENT_ERASE)
    public Task erase(
            @IdParam IdType patient,
            @OperationParam(name = "legalBasis", min = 1, max = 1) @Nullable CodeType legalBasis,
            @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason,
            RequestDetails request) {
        var command = new ErasePatient(
                patient.getIdPart(),
                LegalBasis.of(legalBasis == null ? "" : String.valueOf(legalBasis.getValue())),
                reason == null || reason.getValue() == null ? "" : reason.getValue());
        return ApprovalAnswers.awaited(request, idempotency.once(request, () -> desk.propose(command)));
    }
}

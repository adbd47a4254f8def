package org.openward.privacy;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Duration;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.Idempotency;
import org.openward.profiles.OperationNames;
import org.openward.security.StandingRights;

/** What is asked about a patient's privacy, as FHIR clients call it. */
@FhirOperations
class PrivacyOperations {
    private static final int USUAL_MINUTES = 30;

    private final EmergencyDesk emergencies;
    private final AccessReports reports;
    private final StandingRights rights;
    private final Idempotency idempotency;

    PrivacyOperations(
            EmergencyDesk emergencies, AccessReports reports, StandingRights rights, Idempotency idempotency) {
        this.emergencies = emergencies;
        this.reports = reports;
        this.rights = rights;
        this.idempotency = idempotency;
    }

    @Operation(
            name = "$break-glass",
            typeName = "Patient",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PATIENT_BREAK_GLASS)
    public Task breakGlass(
            @IdParam IdType patient,
            @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason,
            @OperationParam(name = "minutes", max = 1) @Nullable IntegerType minutes,
            RequestDetails request) {
        var command = new BreakTheGlass(
                patient.getIdPart(),
                reason == null || reason.getValue() == null ? "" : reason.getValue(),
                Duration.ofMinutes(minutes == null || minutes.getValue() == null ? USUAL_MINUTES : minutes.getValue()),
                user(request));
        return idempotency.once(request, () -> emergencies.open(command));
    }

    /** Who is to be let in; of a program its scopes alone say whom it sees. */
    private Optional<String> user(RequestDetails request) {
        return rights.of(request).filter(grant -> grant.person() != null).map(grant -> Optional.ofNullable(
                        grant.himself().record())
                .filter(record -> record.startsWith("Practitioner/"))
                .orElseThrow(GlassNotBroken::toNobody));
    }

    /** Who looked at the record or changed it. */
    @Operation(
            name = "$access-report",
            typeName = "Patient",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PATIENT_ACCESS_REPORT,
            idempotent = true)
    public Bundle accessReport(
            @IdParam IdType patient,
            @OperationParam(name = "start", max = 1) @Nullable DateTimeType start,
            @OperationParam(name = "end", max = 1) @Nullable DateTimeType end,
            RequestDetails request) {
        return reports.of(patient.getIdPart(), start, end, request);
    }
}

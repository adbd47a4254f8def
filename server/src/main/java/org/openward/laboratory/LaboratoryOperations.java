package org.openward.laboratory;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;

/** The laboratory's operations. */
@FhirOperations
class LaboratoryOperations {
    private final VerificationDesk desk;

    LaboratoryOperations(VerificationDesk desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$verify",
            typeName = "DiagnosticReport",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.DIAGNOSTIC_REPORT_VERIFY)
    public DiagnosticReport verify(@IdParam IdType report, RequestDetails request) {
        return desk.verify(report.getIdPart(), version(request.getHeader("If-Match")));
    }

    /** {@code W/"3"} is version 3. */
    private static @Nullable String version(@Nullable String entityTag) {
        return entityTag == null ? null : entityTag.replaceAll("^W/|\"", "");
    }
}

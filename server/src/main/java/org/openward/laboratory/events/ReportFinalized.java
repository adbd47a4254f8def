package org.openward.laboratory.events;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.TenantId;

/**
 * A laboratory report became final, announced once for each report.
 *
 * @param report id of the DiagnosticReport
 * @param patient id of the Patient
 * @param order id of the ServiceRequest that it answers, unless nobody ordered it
 * @param encounter id of the Encounter that it belongs to, if any
 * @param system code system of what was examined, such as LOINC, or empty
 * @param code what was examined: the order's code, else the report's, or empty when neither has one
 * @param day the tenant's day on which it became final
 */
public record ReportFinalized(
        TenantId tenant,
        String report,
        String patient,
        @Nullable String order,
        @Nullable String encounter,
        String system,
        String code,
        LocalDate day) {

    /** Whether anybody said by a code what was examined; without one there is no price. */
    public boolean isCoded() {
        return !code.isEmpty();
    }
}

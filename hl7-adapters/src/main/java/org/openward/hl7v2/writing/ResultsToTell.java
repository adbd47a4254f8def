package org.openward.hl7v2.writing;

import java.util.List;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.jspecify.annotations.Nullable;

/**
 * A report with all that its message speaks of.
 *
 * @param order that it answers, if it is known
 * @param results in the order of the report, those of its panels included
 * @param encounter during which it was made, if it is known
 */
public record ResultsToTell(
        DiagnosticReport report,
        Patient patient,
        @Nullable ServiceRequest order,
        List<Observation> results,
        List<Specimen> specimens,
        @Nullable Encounter encounter) {
    public ResultsToTell {
        results = List.copyOf(results);
        specimens = List.copyOf(specimens);
    }
}

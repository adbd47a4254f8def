package org.openward.laboratory;

import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.openward.laboratory.RecordResults.Report;
import org.openward.laboratory.RecordResults.Result;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;

/** What a report says of the report and the results that led to it, by the numbers of their sender. */
final class Parents {
    private Parents() {}

    static List<Reference> of(Report report) {
        var reports = report.report().getExtensionsByUrl(Extensions.PARENT_REPORT).stream()
                .map(Extension::getValue)
                .map(Reference.class::cast);
        return Stream.concat(
                        reports,
                        report.results().stream().map(Result::observation).flatMap(Parents::of))
                .filter(reference -> reference.hasType() && reference.hasIdentifier())
                .toList();
    }

    private static Stream<Reference> of(Observation result) {
        var triggers = result.getExtensionsByUrl(Extensions.TRIGGERED_BY).stream()
                .flatMap(trigger -> trigger.getExtensionsByUrl(LaboratoryParts.TRIGGERING_OBSERVATION).stream())
                .map(Extension::getValue)
                .map(Reference.class::cast);
        return Stream.concat(triggers, result.getDerivedFrom().stream());
    }
}

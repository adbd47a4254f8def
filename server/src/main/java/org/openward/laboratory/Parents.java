package org.openward.laboratory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.openward.laboratory.RecordResults.Report;
import org.openward.laboratory.RecordResults.Result;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;

/**
 * What a report and its results say of the report and the results that led to them, by the numbers of their sender.
 *
 * <p>A message may leave it out that another says: then the one that tells more counts, whichever came first.
 */
final class Parents {
    private Parents() {}

    static List<Reference> of(Report report) {
        return Stream.concat(
                        all(report.report()),
                        report.results().stream().map(Result::observation).flatMap(Parents::all))
                .filter(Parents::namesOne)
                .toList();
    }

    /** Those of a report or result that are named by number and were not found yet. */
    static List<Reference> awaited(Resource child) {
        return all(child)
                .filter(reference -> namesOne(reference) && !reference.hasReference())
                .filter(reference -> !reference.getIdentifier().hasType())
                .toList();
    }

    private static boolean namesOne(Reference reference) {
        return reference.hasType() && reference.hasIdentifier();
    }

    /** What the result said of its parents before stays, if it says less now. */
    static void keep(Observation before, Observation now) {
        if (precision(before) > precision(now)) {
            take(before, now);
        }
    }

    /** Whether a version of the result that is not filed says more of its parents than the one on file, which learns it. */
    static boolean learn(Observation from, Observation onFile) {
        if (precision(from) <= precision(onFile)) {
            return false;
        }
        take(from, onFile);
        return true;
    }

    /** The report on file learns its parent from another version of it, if that says more. */
    static void learn(DiagnosticReport from, DiagnosticReport onFile) {
        if (precision(from) > precision(onFile)) {
            correct(from, onFile);
        }
    }

    /** The report on file has the parent that a later version of it names, unless that says less. */
    static void correct(DiagnosticReport from, DiagnosticReport onFile) {
        if (precision(from) >= precision(onFile)) {
            onFile.getExtension().removeIf(Parents::isParent);
            from.getExtension().stream()
                    .filter(Parents::isParent)
                    .map(Extension::copy)
                    .forEach(onFile::addExtension);
        }
    }

    private static void take(Observation from, Observation to) {
        to.getExtension().removeIf(Parents::isTrigger);
        from.getExtension().stream()
                .filter(Parents::isTrigger)
                .map(Extension::copy)
                .forEach(to::addExtension);
        to.setDerivedFrom(new ArrayList<>(
                from.getDerivedFrom().stream().map(Reference::copy).toList()));
    }

    /** How much is said of the parents: nothing, that there is one, its number, or the record itself. */
    private static int precision(Resource child) {
        return all(child)
                .mapToInt(reference -> reference.hasReference() ? 3 : reference.hasIdentifier() ? 2 : 1)
                .max()
                .orElse(0);
    }

    private static Stream<Reference> all(Resource child) {
        if (child instanceof DiagnosticReport report) {
            return references(report.getExtension().stream().filter(Parents::isParent));
        }
        if (child instanceof Observation result) {
            var triggers = references(result.getExtension().stream()
                    .filter(Parents::isTrigger)
                    .flatMap(trigger -> trigger.getExtensionsByUrl(LaboratoryParts.TRIGGERING_OBSERVATION).stream()));
            return Stream.concat(triggers, result.getDerivedFrom().stream());
        }
        return Stream.empty();
    }

    private static Stream<Reference> references(Stream<Extension> extensions) {
        return extensions
                .map(Extension::getValue)
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast);
    }

    private static boolean isParent(Extension extension) {
        return Extensions.PARENT_REPORT.equals(extension.getUrl());
    }

    private static boolean isTrigger(Extension extension) {
        return Extensions.TRIGGERED_BY.equals(extension.getUrl());
    }
}

package org.openward.laboratory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.contents.LargeContents;
import org.openward.laboratory.Filing.Obstacle;
import org.openward.laboratory.RecordResults.Report;
import org.openward.laboratory.RecordResults.Result;
import org.openward.laboratory.RecordResults.Trust;
import org.openward.profiles.Systems;

/** Puts one report with its specimens and results on the worksheet. */
class ReportFiling {
    private final FhirStore fhir;
    private final Worksheet worksheet;
    private final Trust trust;
    private final Clock clock;

    ReportFiling(FhirStore fhir, Worksheet worksheet, Trust trust, Clock clock) {
        this.fhir = fhir;
        this.worksheet = worksheet;
        this.trust = trust;
        this.clock = clock;
    }

    /** Where a report belongs. */
    record Placed(Report report, String patient, Optional<ServiceRequest> order, Optional<Reference> encounter) {
        Reference subject() {
            return new Reference("Patient/" + patient);
        }

        Optional<Reference> basedOn() {
            return order.map(found ->
                    new Reference("ServiceRequest/" + found.getIdElement().getIdPart()));
        }
    }

    void file(Placed placed) throws CannotFile {
        for (var specimen : placed.report().specimens()) {
            file(specimen, placed);
        }
        Map<String, ObservationStatus> statuses = new LinkedHashMap<>();
        var fates = EnumSet.noneOf(Fate.class);
        for (var result : placed.report().results()) {
            var landed = file(result, placed);
            statuses.put(worksheet.reference(result.observation()).getReference(), landed.status());
            fates.add(landed.fate());
        }
        file(placed, statuses, fates);
    }

    /** The status in which a result is on file now, and what became of the one that came. */
    private record Landed(ObservationStatus status, Fate fate) {}

    private enum Fate {
        FILED,
        NO_NEWS,
        /** It would have undone the final one, which stays. */
        LEFT_OUT
    }

    private void file(Specimen specimen, Placed placed) throws CannotFile {
        var onFile = worksheet.onFile(Specimen.class, specimen);
        if (onFile.isPresent()) {
            refuseOther(onFile.get().getSubject(), placed);
            return;
        }
        specimen.setSubject(placed.subject());
        specimen.setRequest(null);
        placed.basedOn().ifPresent(specimen::addRequest);
        worksheet.write(specimen);
    }

    private Landed file(Result result, Placed placed) throws CannotFile {
        var incoming = result.observation();
        incoming.setStatus(ReportStates.landing(incoming.getStatus(), trust));
        var onFile = worksheet.onFile(Observation.class, incoming);
        if (onFile.isEmpty()) {
            write(incoming, null, placed);
            return new Landed(incoming.getStatus(), Fate.FILED);
        }
        var stored = onFile.get();
        refuseOther(stored.getSubject(), placed);
        return switch (verdict(result, stored, placed)) {
            case REPLACE -> {
                worksheet.replace(stored);
                write(incoming, stored, placed);
                yield new Landed(incoming.getStatus(), Fate.FILED);
            }
            case MAKE_FINAL -> {
                worksheet.replace(stored);
                worksheet.rewrite(stored.setStatus(ObservationStatus.FINAL));
                yield new Landed(ObservationStatus.FINAL, Fate.FILED);
            }
            case KEEP -> new Landed(stored.getStatus(), Fate.NO_NEWS);
            case OUTDATED -> {
                worksheet.leaveOut();
                yield new Landed(stored.getStatus(), Fate.NO_NEWS);
            }
            case REFUSE -> keep(stored, placed);
        };
    }

    private Landed keep(Observation stored, Placed placed) throws CannotFile {
        if (trust.keepsFinal()) {
            return new Landed(stored.getStatus(), Fate.LEFT_OUT);
        }
        throw new CannotFile(
                Obstacle.WOULD_UNDO_RESULT,
                "The message would take back a result that is final. Release it, or name its patient again, to file its other results; or discard it.",
                placed.patient());
    }

    /** What a person verified, an analyzer that needs a verifier cannot change, and none can make preliminary again. */
    private Revision.Verdict verdict(Result result, Observation stored, Placed placed) {
        var verdict = result.revision().of(stored);
        var changes = verdict == Revision.Verdict.REPLACE || verdict == Revision.Verdict.MAKE_FINAL;
        if (!changes || (trust.autoverify() && !opensVerified(result.observation(), stored, placed))) {
            return verdict;
        }
        if (ReportStates.isFinal(stored.getStatus())) {
            return isSame(stored, result.observation()) ? Revision.Verdict.KEEP : Revision.Verdict.REFUSE;
        }
        return verdict == Revision.Verdict.MAKE_FINAL ? Revision.Verdict.KEEP : verdict;
    }

    private boolean opensVerified(Observation incoming, Observation stored, Placed placed) {
        return ReportStates.isOpen(incoming.getStatus())
                && ReportStates.isFinal(stored.getStatus())
                && worksheet
                        .onFile(DiagnosticReport.class, placed.report().report())
                        .filter(VerificationDesk::isVerified)
                        .isPresent();
    }

    private static boolean isSame(Observation stored, Observation incoming) {
        return stored.hasValue() == incoming.hasValue()
                && (!stored.hasValue() || stored.getValue().equalsDeep(incoming.getValue()));
    }

    private void write(Observation incoming, @Nullable Observation stored, Placed placed) {
        incoming.setSubject(placed.subject());
        placed.basedOn().ifPresent(order -> incoming.setBasedOn(List.of(order)));
        placed.encounter()
                .or(() -> Optional.ofNullable(stored)
                        .filter(Observation::hasEncounter)
                        .map(Observation::getEncounter))
                .ifPresent(incoming::setEncounter);
        specimenOf(incoming, placed).ifPresent(incoming::setSpecimen);
        if (!incoming.hasIssued()) {
            incoming.setIssued(Date.from(clock.instant()));
        }
        worksheet.takeOutContents(incoming, stored);
        worksheet.write(incoming);
    }

    private Optional<Reference> specimenOf(Observation incoming, Placed placed) {
        return placed.report().specimens().stream()
                .filter(specimen -> specimen.getIdElement()
                        .getValue()
                        .equals(incoming.getSpecimen().getReference()))
                .findFirst()
                .map(worksheet::reference);
    }

    private void file(Placed placed, Map<String, ObservationStatus> statuses, Set<Fate> fates) throws CannotFile {
        var incoming = placed.report().report();
        var onFile = worksheet.onFile(DiagnosticReport.class, incoming);
        if (onFile.isEmpty()) {
            begin(incoming, placed, statuses);
        } else {
            refuseOther(onFile.get().getSubject(), placed);
            continueWith(onFile.get(), placed, statuses, fates);
        }
    }

    private void begin(DiagnosticReport report, Placed placed, Map<String, ObservationStatus> statuses) {
        report.setStatus(ReportStates.of(report.getStatus(), statuses.values(), trust, null));
        report.setSubject(placed.subject());
        placed.basedOn().ifPresent(order -> report.setBasedOn(List.of(order)));
        placed.encounter().ifPresent(report::setEncounter);
        report.setResult(statuses.keySet().stream().map(Reference::new).toList());
        report.setSpecimen(
                placed.report().specimens().stream().map(worksheet::reference).toList());
        if (!report.hasIssued()) {
            report.setIssued(Date.from(clock.instant()));
        }
        addLaboratory(report);
        worksheet.takeOutContents(report, null);
        worksheet.write(report);
    }

    private void continueWith(
            DiagnosticReport report, Placed placed, Map<String, ObservationStatus> statuses, Set<Fate> fates)
            throws CannotFile {
        var incoming = placed.report().report();
        var before = report.copy();
        Map<String, ObservationStatus> all = new LinkedHashMap<>();
        for (var known : report.getResult()) {
            var id = known.getReferenceElement().toUnqualifiedVersionless().getValue();
            fhir.find(Observation.class, id).ifPresent(result -> all.put(id, result.getStatus()));
        }
        all.putAll(statuses);
        var said =
                statuses.isEmpty() ? incoming.getStatus() : ReportStates.standing(incoming.getStatus(), all.values());
        report.setStatus(ReportStates.of(said, all.values(), trust, report.getStatus()));
        report.setResult(all.keySet().stream().map(Reference::new).toList());
        placed.report().specimens().stream()
                .map(worksheet::reference)
                .filter(specimen -> report.getSpecimen().stream()
                        .noneMatch(known -> known.getReference().equals(specimen.getReference())))
                .forEach(report::addSpecimen);
        if (!report.hasBasedOn()) {
            placed.basedOn().ifPresent(report::addBasedOn);
        }
        if (!report.hasEncounter()) {
            placed.encounter().ifPresent(report::setEncounter);
        }
        if (fates.contains(Fate.FILED) || (statuses.isEmpty() && hasNewDocument(before, incoming, placed))) {
            report.setIssued(incoming.hasIssued() ? incoming.getIssued() : Date.from(clock.instant()));
            // With a final result stays what its report says of it.
            if (!fates.contains(Fate.LEFT_OUT) || !ReportStates.isFinal(before.getStatus())) {
                takeOver(incoming, report, before);
            }
        }
        if (!before.equalsDeep(report)) {
            worksheet.rewrite(report);
        }
    }

    /** Whether a message without results brings a document that the report does not have, and that is no older than what it has. */
    private boolean hasNewDocument(DiagnosticReport onFile, DiagnosticReport incoming, Placed placed)
            throws CannotFile {
        var isOlder = incoming.hasIssued()
                && onFile.hasIssued()
                && incoming.getIssued().toInstant().isBefore(onFile.getIssued().toInstant());
        if (!incoming.hasPresentedForm() || isOlder || LargeContents.areSame(onFile, incoming)) {
            return false;
        }
        if (ReportStates.isFinal(onFile.getStatus())
                && (!trust.autoverify() || !ReportStates.isFinal(incoming.getStatus()))) {
            if (trust.keepsFinal()) {
                return false;
            }
            throw new CannotFile(
                    Obstacle.WOULD_UNDO_RESULT,
                    "The message would change the document of a report that is final.",
                    placed.patient());
        }
        return true;
    }

    private void takeOver(DiagnosticReport incoming, DiagnosticReport report, DiagnosticReport before) {
        if (incoming.hasEffective()) {
            report.setEffective(incoming.getEffective());
        }
        if (incoming.hasConclusion()) {
            report.setConclusion(incoming.getConclusion());
        }
        if (incoming.hasPresentedForm()) {
            report.setPresentedForm(new ArrayList<>(incoming.getPresentedForm()));
        }
        worksheet.takeOutContents(report, before);
        var isOtherDocument = before.hasPresentedForm() && !LargeContents.areSame(before, report);
        var isOtherConclusion =
                before.hasConclusion() && !before.getConclusion().equals(report.getConclusion());
        if (isOtherDocument || isOtherConclusion) {
            worksheet.replace(before);
        }
    }

    /** A sender that uses a number again must not put one patient's results on another's report. */
    private static void refuseOther(Reference subject, Placed placed) throws CannotFile {
        if (!placed.patient().equals(subject.getReferenceElement().getIdPart())) {
            throw new CannotFile(
                    Obstacle.AMBIGUOUS_SAMPLE,
                    "The sender has used the same sample or report number for another patient before.",
                    placed.patient());
        }
    }

    private static void addLaboratory(DiagnosticReport report) {
        var isThere = report.getCategory().stream()
                .flatMap(category -> category.getCoding().stream())
                .anyMatch(coding ->
                        Systems.DIAGNOSTIC_SERVICE.equals(coding.getSystem()) && "LAB".equals(coding.getCode()));
        if (!isThere) {
            report.getCategory()
                    .add(0, new CodeableConcept(new Coding(Systems.DIAGNOSTIC_SERVICE, "LAB", "Laboratory")));
        }
    }
}

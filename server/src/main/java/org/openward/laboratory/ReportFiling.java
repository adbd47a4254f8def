package org.openward.laboratory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
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
import org.openward.laboratory.RecordResults.Undoing;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;

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
            var onFile = worksheet.onFile(Specimen.class, specimen);
            if (onFile.isPresent()) {
                refuseOther(onFile.get().getSubject(), placed);
            }
        }
        Map<String, ObservationStatus> statuses = new LinkedHashMap<>();
        var fates = EnumSet.noneOf(Fate.class);
        for (var result : placed.report().results()) {
            var landed = file(result, placed);
            statuses.put(worksheet.reference(result.observation()).getReference(), landed.status());
            fates.add(landed.fate());
        }
        var onFile = worksheet.onFile(DiagnosticReport.class, placed.report().report());
        var isOlder = onFile.filter(report -> isOlder(placed.report().report(), report))
                .isPresent();
        for (var specimen : placed.report().specimens()) {
            file(specimen, placed, !bringsNews(fates, isOlder));
        }
        file(placed, onFile, new News(statuses, fates, isOlder));
    }

    /** The status in which a result is on file now, and what became of the one that came. */
    private record Landed(ObservationStatus status, Fate fate) {}

    /**
     * What came with a report.
     *
     * @param statuses how far its results are on file now
     * @param isOlder it was sent before what is on file
     */
    private record News(Map<String, ObservationStatus> statuses, Set<Fate> fates, boolean isOlder) {}

    private enum Fate {
        FILED,
        /** It took the place of a final one that it contradicts. */
        CORRECTED,
        NO_NEWS,
        OUTDATED,
        /** It would have undone the final one, which stays. */
        LEFT_OUT
    }

    private static boolean bringsNews(Set<Fate> fates, boolean isOlder) {
        return fates.contains(Fate.FILED)
                || fates.contains(Fate.CORRECTED)
                || (!fates.contains(Fate.OUTDATED) && !isOlder);
    }

    /** What is older leaves the sample on file as it is. */
    private void file(Specimen specimen, Placed placed, boolean isOutdated) {
        var onFile = worksheet.onFile(Specimen.class, specimen);
        if (onFile.isPresent()) {
            if (!isOutdated && SampleContent.bring(onFile.get(), specimen)) {
                worksheet.replace(onFile.get());
                worksheet.rewrite(onFile.get());
            }
            return;
        }
        specimen.setSubject(placed.subject());
        specimen.setRequest(null);
        placed.basedOn().ifPresent(specimen::addRequest);
        worksheet.write(specimen);
    }

    private Landed file(Result result, Placed placed) throws CannotFile {
        var incoming = result.observation();
        var sent = incoming.getStatus();
        incoming.setStatus(ReportStates.landing(sent, trust));
        refuseOwn(incoming, placed);
        var onFile = worksheet.onFile(Observation.class, incoming);
        if (onFile.isEmpty()) {
            refuseEmpty(result, placed);
            write(incoming, null, placed);
            return new Landed(incoming.getStatus(), Fate.FILED);
        }
        var stored = onFile.get();
        refuseOther(stored.getSubject(), placed);
        return switch (verdict(result, sent, stored, placed)) {
            case REPLACE -> replace(stored, incoming, placed);
            case MAKE_FINAL -> {
                worksheet.replace(stored);
                worksheet.rewrite(stored.setStatus(ObservationStatus.FINAL));
                yield new Landed(ObservationStatus.FINAL, Fate.FILED);
            }
            case KEEP -> new Landed(stored.getStatus(), Fate.NO_NEWS);
            case OUTDATED -> {
                worksheet.leaveOut();
                yield new Landed(stored.getStatus(), Fate.OUTDATED);
            }
            case REFUSE -> keep(stored, placed);
        };
    }

    private Landed replace(Observation stored, Observation incoming, Placed placed) {
        worksheet.replace(stored);
        var wasFinal = ReportStates.isFinal(stored.getStatus());
        if (wasFinal && trust.takesOver() && incoming.getStatus() == ObservationStatus.FINAL) {
            incoming.setStatus(ObservationStatus.CORRECTED);
        }
        write(incoming, stored, placed);
        var isCorrection = wasFinal && (trust.takesOver() || ReportStates.isVoid(incoming.getStatus()));
        return new Landed(incoming.getStatus(), isCorrection ? Fate.CORRECTED : Fate.FILED);
    }

    /** Who takes a correction over verifies what it brings. */
    private void refuseOwn(Observation incoming, Placed placed) throws CannotFile {
        if (trust.takesOver() && VerificationDesk.isCallersOwn(incoming)) {
            throw new CannotFile(
                    Obstacle.WOULD_UNDO_RESULT,
                    "Whoever produced a result of the message does not take its correction over: somebody else has to.",
                    placed.patient());
        }
    }

    /** That a result is final now says nothing when nobody knows the result. */
    private static void refuseEmpty(Result result, Placed placed) throws CannotFile {
        if (result.revision().first() == Revision.Verdict.REFUSE && !ResultContent.isThere(result.observation())) {
            throw new CannotFile(
                    Obstacle.UNKNOWN_RESULT,
                    "The message says that a result is final now without sending it, and no such result is on file.",
                    placed.patient());
        }
    }

    private Landed keep(Observation stored, Placed placed) throws CannotFile {
        if (trust.keepsFinal()) {
            return new Landed(stored.getStatus(), Fate.LEFT_OUT);
        }
        throw new CannotFile(
                Obstacle.WOULD_UNDO_RESULT,
                trust.takesOver()
                        ? "The message says that a result that is final is not: that is no correction to take over. Release it with the final result kept, or discard it."
                        : "The message would take back or change a result that is final. Release it, or name its patient again, to file its other results; let somebody who verifies results take it over; or discard it.",
                placed.patient());
    }

    /** What a person verified, an analyzer that needs a verifier cannot change, and none can make preliminary again. */
    private Revision.Verdict verdict(Result result, ObservationStatus sent, Observation stored, Placed placed) {
        var incoming = result.observation();
        var verdict = judged(result, stored);
        var changes = verdict == Revision.Verdict.REPLACE || verdict == Revision.Verdict.MAKE_FINAL;
        var isTrusted = trust.autoverify() && !trust.takesOver() && !opensVerified(incoming, stored, placed);
        if (!changes || isTrusted) {
            return verdict;
        }
        if (ReportStates.isFinal(stored.getStatus())) {
            if (isSame(stored, incoming, sent)) {
                return Revision.Verdict.KEEP;
            }
            return trust.takesOver() && !ReportStates.isOpen(sent) ? verdict : Revision.Verdict.REFUSE;
        }
        return verdict == Revision.Verdict.MAKE_FINAL && !trust.autoverify() ? Revision.Verdict.KEEP : verdict;
    }

    /** What only says that the stored one is final now replaces it nevertheless when it brings another value. */
    private static Revision.Verdict judged(Result result, Observation stored) {
        var verdict = result.revision().of(stored);
        var isOther =
                ResultContent.isThere(result.observation()) && !ResultContent.areSame(stored, result.observation());
        return verdict == Revision.Verdict.MAKE_FINAL && isOther ? Revision.Verdict.REPLACE : verdict;
    }

    private boolean opensVerified(Observation incoming, Observation stored, Placed placed) {
        return ReportStates.isOpen(incoming.getStatus())
                && ReportStates.isFinal(stored.getStatus())
                && worksheet
                        .onFile(DiagnosticReport.class, placed.report().report())
                        .filter(VerificationDesk::isVerified)
                        .isPresent();
    }

    /** Only a correction speaks of the time: the same result sent once more may have been measured again. */
    private static boolean isSame(Observation stored, Observation incoming, ObservationStatus sent) {
        return ReportStates.isFinal(sent)
                && ResultContent.areSame(stored, incoming)
                && (sent == ObservationStatus.FINAL || ResultContent.areOfSameTime(stored, incoming));
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

    private void file(Placed placed, Optional<DiagnosticReport> onFile, News news) throws CannotFile {
        if (onFile.isEmpty()) {
            begin(placed.report().report(), placed, news.statuses());
        } else {
            refuseOther(onFile.get().getSubject(), placed);
            continueWith(onFile.get(), placed, news);
        }
    }

    private void begin(DiagnosticReport report, Placed placed, Map<String, ObservationStatus> statuses) {
        report.setStatus(ReportStates.of(report.getStatus(), speaking(statuses.values(), report), trust, null));
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

    private void continueWith(DiagnosticReport report, Placed placed, News news) throws CannotFile {
        var before = report.copy();
        Map<String, ObservationStatus> all = new LinkedHashMap<>();
        known(report)
                .forEach(result ->
                        all.put(result.getIdElement().toUnqualifiedVersionless().getValue(), result.getStatus()));
        all.putAll(news.statuses());
        refuseWithdrawal(before, placed, news);
        report.setStatus(status(before, placed, all.values(), news));
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
        takeOver(report, before, placed, news);
        if (!before.equalsDeep(report)) {
            worksheet.rewrite(report);
        }
    }

    private List<Observation> known(DiagnosticReport report) {
        return report.getResult().stream()
                .map(known ->
                        known.getReferenceElement().toUnqualifiedVersionless().getValue())
                .flatMap(id -> fhir.find(Observation.class, id).stream())
                .toList();
    }

    /** A report that is final is not withdrawn by an analyzer that needs a verifier. */
    private void refuseWithdrawal(DiagnosticReport onFile, Placed placed, News news) throws CannotFile {
        if (news.statuses().isEmpty()
                && ReportStates.isVoid(placed.report().report().getStatus())
                && ReportStates.isFinal(onFile.getStatus())
                && trust.undoing() == Undoing.ASK
                && !trust.autoverify()
                && !news.isOlder()) {
            throw new CannotFile(
                    Obstacle.WOULD_UNDO_RESULT, "The message would withdraw a report that is final.", placed.patient());
        }
    }

    /** What is older moves a report no further; and of several results one that is withdrawn does not take the others with it. */
    private DiagnosticReportStatus status(
            DiagnosticReport onFile, Placed placed, Collection<ObservationStatus> results, News news) {
        var incoming = placed.report().report();
        var isVoid = ReportStates.isVoid(incoming.getStatus());
        var isStale =
                news.isOlder() && (isVoid || ReportStates.isVoid(onFile.getStatus())) && !ReportStates.areVoid(results);
        if (!bringsNews(news.fates(), news.isOlder()) || isStale) {
            return onFile.getStatus();
        }
        var said = isVoid && !withdrawsAll(onFile, placed, news) ? onFile.getStatus() : incoming.getStatus();
        var status = ReportStates.of(said, speaking(results, onFile, incoming), trust, onFile.getStatus());
        var isCorrected = ReportStates.isFinal(onFile.getStatus())
                && ReportStates.isFinal(status)
                && (news.fates().contains(Fate.CORRECTED)
                        || (trust.takesOver() && news.statuses().isEmpty()));
        return isCorrected ? DiagnosticReportStatus.CORRECTED : status;
    }

    /** Whether a message that withdraws says so of the report: of its own results alone it says so by withdrawing each. */
    private boolean withdrawsAll(DiagnosticReport onFile, Placed placed, News news) {
        if (news.statuses().isEmpty()) {
            return trust.autoverify() || !ReportStates.isFinal(onFile.getStatus());
        }
        var sent = placed.report().results().stream()
                .map(result -> result.observation().getStatus())
                .toList();
        return !news.fates().contains(Fate.LEFT_OUT) && !ReportStates.areVoid(sent);
    }

    /** Results that were all withdrawn do not withdraw the document that was sent with them. */
    private static Collection<ObservationStatus> speaking(
            Collection<ObservationStatus> results, DiagnosticReport... reports) {
        var hasDocument = Stream.of(reports).anyMatch(DiagnosticReport::hasPresentedForm);
        return hasDocument && ReportStates.areVoid(results) ? List.of() : results;
    }

    /** Sent before what is on file; that somebody verified it here says nothing about when it was sent. */
    private boolean isOlder(DiagnosticReport incoming, DiagnosticReport onFile) {
        var known = VerificationDesk.isVerified(onFile) && !ReportStates.isVoid(onFile.getStatus())
                ? known(onFile).stream()
                        .filter(Observation::hasIssued)
                        .map(result -> result.getIssued().toInstant())
                        .max(Comparator.naturalOrder())
                : Optional.of(onFile).filter(DiagnosticReport::hasIssued).map(report -> report.getIssued()
                        .toInstant());
        return incoming.hasIssued()
                && known.filter(incoming.getIssued().toInstant()::isBefore).isPresent();
    }

    private void takeOver(DiagnosticReport report, DiagnosticReport before, Placed placed, News news)
            throws CannotFile {
        var incoming = placed.report().report();
        var isFiled = news.fates().contains(Fate.FILED) || news.fates().contains(Fate.CORRECTED);
        var isNew = isFiled || (news.statuses().isEmpty() && hasNewDocument(before, placed, news));
        if (isNew || report.getStatus() != before.getStatus()) {
            if (!news.isOlder()) {
                report.setIssued(incoming.hasIssued() ? incoming.getIssued() : Date.from(clock.instant()));
            }
            if (trust.takesOver()) {
                sign(report, before);
            }
        }
        // With a final result stays what its report says of it.
        if (isNew && (!news.fates().contains(Fate.LEFT_OUT) || !ReportStates.isFinal(before.getStatus()))) {
            takeOver(incoming, report, before);
        }
    }

    private void sign(DiagnosticReport report, DiagnosticReport before) {
        var caller = Acting.caller().subject();
        if (report.getResultsInterpreter().stream().noneMatch(person -> caller.equals(person.getDisplay()))) {
            report.addResultsInterpreter(new Reference().setDisplay(caller));
        }
        worksheet.replace(before);
    }

    /** Whether a message without results brings a document that the report does not have, and that is no older than what it has. */
    private boolean hasNewDocument(DiagnosticReport onFile, Placed placed, News news) throws CannotFile {
        var incoming = placed.report().report();
        if (!incoming.hasPresentedForm() || news.isOlder() || LargeContents.areSame(onFile, incoming)) {
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

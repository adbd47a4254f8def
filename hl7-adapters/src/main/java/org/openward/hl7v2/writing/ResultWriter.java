package org.openward.hl7v2.writing;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.writing.Sheet.Stamp;
import org.openward.profiles.Systems;

/** Writes a report with its results as ORU^R01: what it is called stays the same in every correction. */
public final class ResultWriter {
    private final Letterhead letterhead;
    private final Fields fields;
    private final Concepts concepts;

    public ResultWriter(Letterhead letterhead) {
        this.letterhead = letterhead;
        this.fields = new Fields(letterhead);
        this.concepts = new Concepts(fields);
    }

    public WrittenMessage write(ResultsToTell told, String controlId, Instant at) throws CannotBeWritten {
        var sheet = new Sheet(letterhead, "ORU^R01", "ORU_R01", new Stamp(controlId, at));
        sheet.add(new PatientLines(fields).patient(told.patient()));
        if (told.encounter() != null) {
            sheet.add(new VisitLine(fields).visit(told.encounter()));
        }
        sheet.add(common(told)).add(request(told));
        var results = new ObservationLines(fields);
        var report = told.report();
        if (report.hasConclusion()) {
            sheet.add(results.note(1, report.getConclusion()));
        }
        for (var result : told.results()) {
            results.add(result);
        }
        for (var document : report.getPresentedForm()) {
            results.addDocument(report.getCode(), document, ResultStatuses.of(report.getStatus()));
        }
        results.lines().forEach(sheet::add);
        addSpecimens(sheet, told.specimens());
        return sheet.written();
    }

    private Line common(ResultsToTell told) {
        return new Line("ORC")
                .put(1, "RE")
                .put(2, placer(told.order()))
                .put(3, filler(told.report()))
                .put(12, told.order() == null ? "" : fields.person(told.order().getRequester()));
    }

    private Line request(ResultsToTell told) {
        var report = told.report();
        var order = told.order();
        var line = new Line("OBR")
                .put(1, "1")
                .put(2, placer(order))
                .put(3, filler(report))
                .put(4, concepts.concept(report.getCode()))
                .put(7, begin(report.getEffective()))
                .put(8, end(report.getEffective()))
                .put(16, order == null ? "" : fields.person(order.getRequester()))
                .put(20, order == null ? "" : fields.text(accession(order)))
                .put(22, report.hasIssued() ? fields.time(report.getIssued()) : "")
                .put(24, section(report))
                .put(25, ResultStatuses.of(report.getStatus()))
                .put(32, fields.people(report.getResultsInterpreter()));
        if (!letterhead.isSince(Hl7Version.V2_5) && !told.specimens().isEmpty()) {
            line.put(15, concepts.concept(told.specimens().get(0).getType()));
        }
        return line;
    }

    private String section(DiagnosticReport report) {
        return report.getCategory().stream()
                .flatMap(category -> category.getCoding().stream())
                .filter(coding -> Systems.DIAGNOSTIC_SERVICE.equals(coding.getSystem()))
                .findFirst()
                .map(coding -> fields.text(coding.getCode()))
                .orElse("");
    }

    /** The number of whoever placed the order, else the accession number under which we know it. */
    private String placer(@Nullable ServiceRequest order) {
        if (order == null) {
            return "";
        }
        return order.getIdentifier().stream()
                .filter(identifier -> isOfType(identifier, "PLAC"))
                .findFirst()
                .map(identifier -> fields.entity(
                        identifier.getValue(), identifier.getAssigner().getDisplay()))
                .orElseGet(() -> entity(accession(order)));
    }

    private static boolean isOfType(Identifier identifier, String type) {
        return identifier.hasValue()
                && identifier.getType().getCoding().stream().anyMatch(coding -> type.equals(coding.getCode()));
    }

    private static String accession(ServiceRequest order) {
        return order.getIdentifier().stream()
                .filter(identifier -> Systems.ACCESSION.equals(identifier.getSystem()))
                .map(Identifier::getValue)
                .findFirst()
                .orElse("");
    }

    /** One order may have several reports, so a report goes by its own id. */
    private String filler(DiagnosticReport report) {
        return entity(report.getIdElement().getIdPart());
    }

    private String entity(@Nullable String value) {
        return value == null || value.isEmpty()
                ? ""
                : fields.entity(value, letterhead.parties().sendingApplication());
    }

    private String begin(@Nullable Type effective) {
        return effective instanceof Period period ? fields.start(period) : fields.time(moment(effective));
    }

    private String end(@Nullable Type effective) {
        return effective instanceof Period period ? fields.end(period) : "";
    }

    private static @Nullable BaseDateTimeType moment(@Nullable Type effective) {
        return effective instanceof DateTimeType time ? time : null;
    }

    private void addSpecimens(Sheet sheet, List<Specimen> specimens) {
        if (!letterhead.isSince(Hl7Version.V2_5)) {
            return;
        }
        var number = 0;
        for (var specimen : specimens) {
            number++;
            sheet.add(specimen(specimen).put(1, Integer.toString(number)));
        }
    }

    private Line specimen(Specimen specimen) {
        var collection = specimen.getCollection();
        return new Line("SPM")
                .put(2, fields.text(number(specimen)))
                .put(4, specimen.getType().isEmpty() ? unknown() : concepts.concept(specimen.getType()))
                .put(7, concepts.concept(collection.getMethod()))
                .put(8, concepts.concept(collection.getBodySite()))
                .put(17, begin(collection.getCollected()))
                .put(18, fields.time(specimen.getReceivedTimeElement()))
                .put(24, concepts.concept(first(specimen.getCondition())));
    }

    private static String unknown() {
        return "UNK^Unknown^HL70353";
    }

    private static CodeableConcept first(List<CodeableConcept> concepts) {
        return concepts.isEmpty() ? new CodeableConcept() : concepts.get(0);
    }

    private static String number(Specimen specimen) {
        if (specimen.getAccessionIdentifier().hasValue()) {
            return specimen.getAccessionIdentifier().getValue();
        }
        return specimen.hasIdentifier() && specimen.getIdentifierFirstRep().hasValue()
                ? specimen.getIdentifierFirstRep().getValue()
                : String.valueOf(specimen.getIdElement().getIdPart());
    }
}

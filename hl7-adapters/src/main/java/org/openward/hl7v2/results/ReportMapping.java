package org.openward.hl7v2.results;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.datatypes.Times;
import org.openward.hl7v2.results.LaboratoryReport.OrderNumbers;
import org.openward.hl7v2.results.LaboratoryReport.Resources;
import org.openward.hl7v2.results.LaboratoryReport.Result;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;

/** Makes one report of one OBR: the report itself, and what its results and specimens take from it. */
final class ReportMapping {
    private static final String LABORATORY_REPORT = "11502-2";

    private final Reading reading;
    private final MessageHeader header;
    private final OrderGroup order;
    private final Segment request;
    private final Times times;

    ReportMapping(Reading reading, MessageHeader header, OrderGroup order) {
        this.reading = reading;
        this.header = header;
        this.order = order;
        this.request = order.request();
        this.times = reading.times();
    }

    Resources map(BusinessIdentity identity, List<Specimen> specimens, ResultMapping results) {
        DiagnosticReport report = new DiagnosticReport();
        report.setId(identity.link());
        report.addIdentifier(identity.identifier());
        addNumbers(report);
        describe(report);
        addTimes(report);
        order.confidentiality().ifPresent(report.getMeta()::addSecurity);
        List<Result> made = results.map(order, report);
        made.forEach(each -> complete(each.observation(), report, specimens));
        specimens.forEach(
                each -> report.addSpecimen(new Reference(each.getIdElement().getValue())));
        report.setStatus(status(report, made));
        Notes.text(order.notes()).ifPresent(report::setConclusion);
        return new Resources(report, specimens, made);
    }

    private DiagnosticReport.DiagnosticReportStatus status(DiagnosticReport report, List<Result> made) {
        List<Observation.ObservationStatus> results =
                made.stream().map(each -> each.observation().getStatus()).toList();
        return report.hasPresentedForm() && ReportStatus.areVoid(results)
                ? ReportStatus.of(sentStatus(), List.of())
                : ReportStatus.of(sentStatus(), results);
    }

    OrderNumbers numbers() {
        return new OrderNumbers(order.number(2).component(1), order.number(3).component(1), order.group());
    }

    private void addNumbers(DiagnosticReport report) {
        String namespace = reading.profile().namespace();
        OrderNumbers numbers = numbers();
        if (!numbers.placer().isEmpty()) {
            report.addIdentifier(Notes.identifier("PLAC", namespace + "/placer", numbers.placer()));
        }
        if (!numbers.filler().isEmpty()) {
            report.addIdentifier(Notes.identifier("FILL", namespace + "/filler", numbers.filler()));
        }
    }

    private void describe(DiagnosticReport report) {
        String section = request.text(24);
        report.addCategory()
                .addCoding()
                .setSystem(Systems.DIAGNOSTIC_SERVICE)
                .setCode(section.isEmpty() ? "LAB" : section);
        report.setCode(reading.codes().panel(request.field(4)).orElseGet(ReportMapping::anyReport));
        String namespace = reading.profile().namespace();
        Notes.person(request.field(32), namespace).ifPresent(report::addResultsInterpreter);
        Notes.person(request.field(34), namespace).ifPresent(report::addPerformer);
    }

    private static CodeableConcept anyReport() {
        CodeableConcept code = new CodeableConcept().setText("Laboratory report");
        code.addCoding().setSystem(Systems.LOINC).setCode(LABORATORY_REPORT).setDisplay("Laboratory report");
        return code;
    }

    private void addTimes(DiagnosticReport report) {
        Optional<DateTimeType> start = times.dateTime(request.field(7), request.place(7));
        Optional<DateTimeType> end = times.dateTime(request.field(8), request.place(8));
        if (end.isPresent()) {
            Times.period(start, end).ifPresent(report::setEffective);
        } else {
            start.ifPresent(report::setEffective);
        }
        issued().ifPresent(report::setIssuedElement);
    }

    /** OBR-22, else the time of the message: when this version was made known. */
    private Optional<InstantType> issued() {
        return released()
                .or(this::sent)
                .map(time -> new InstantType(time.getValue(), TemporalPrecisionEnum.MILLI, time.getTimeZone()));
    }

    private Optional<DateTimeType> released() {
        return times.dateTime(request.field(22), request.place(22)).filter(Times::isExact);
    }

    private Optional<DateTimeType> sent() {
        Segment head = header.segment();
        return times.dateTime(head.field(7), head.place(7)).filter(Times::isExact);
    }

    private void complete(Observation observation, DiagnosticReport report, List<Specimen> specimens) {
        report.addResult(new Reference(observation.getIdElement().getValue()));
        order.confidentiality().ifPresent(observation.getMeta()::addSecurity);
        if (!observation.hasEffective() && report.hasEffective()) {
            observation.setEffective(report.getEffective().copy());
        }
        issued().ifPresent(observation::setIssuedElement);
        // Many senders do not move OBR-22 with a correction, so what was sent when is kept beside it.
        released()
                .flatMap(time -> sent())
                .ifPresent(time -> observation.addExtension(Extensions.RESULT_MESSAGE_TIME, time));
        specimenOf(observation, specimens)
                .ifPresent(each -> observation.setSpecimen(
                        new Reference(each.getIdElement().getValue())));
    }

    /** The one that the result names, else the only one. */
    private static Optional<Specimen> specimenOf(Observation observation, List<Specimen> specimens) {
        if (!observation.hasSpecimen()) {
            return specimens.size() == 1 ? Optional.of(specimens.get(0)) : Optional.empty();
        }
        String named = observation.getSpecimen().getIdentifier().getValue();
        return specimens.stream()
                .filter(each -> Stream.concat(
                                each.getIdentifier().stream(),
                                each.getContainer().stream().flatMap(tube -> tube.getIdentifier().stream()))
                        .anyMatch(number -> named.equals(number.getValue())))
                .findFirst();
    }

    private Optional<DiagnosticReport.DiagnosticReportStatus> sentStatus() {
        String code = request.text(25);
        Optional<DiagnosticReport.DiagnosticReportStatus> status = ReportStatus.sent(code);
        if (status.isEmpty() && !code.isEmpty()) {
            reading.findings().remark(Remark.Kind.UNKNOWN_STATUS, request.place(25), "The report status is not known");
        }
        return status;
    }
}

package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Attachments;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.datatypes.Units.Unit;
import org.openward.hl7v2.datatypes.Values;
import org.openward.hl7v2.datatypes.Values.Value;
import org.openward.hl7v2.devices.Names;
import org.openward.hl7v2.devices.ResultConventions.TestCode;
import org.openward.hl7v2.results.Accounting.LeftOut;
import org.openward.hl7v2.results.Accounting.Reason;
import org.openward.hl7v2.results.LaboratoryReport.Result;
import org.openward.hl7v2.results.OrderGroup.Noted;

/** Decides for every OBX of one order what becomes of it. */
final class ResultMapping {
    private static final Set<String> ORDER_QUESTIONS = Set.of("QST", "SCI");
    private static final String LAW = "IHELAW";

    private final Reading reading;
    private final ReportKeys keys;
    private final BusinessIdentity report;
    private final SpecimenMapping specimens;
    private final List<LeftOut> leftOut;
    private final Map<BusinessIdentity, Integer> occurrences = new HashMap<>();

    ResultMapping(
            Reading reading,
            ReportKeys keys,
            BusinessIdentity report,
            SpecimenMapping specimens,
            List<LeftOut> leftOut) {
        this.reading = reading;
        this.keys = keys;
        this.report = report;
        this.specimens = specimens;
        this.leftOut = leftOut;
    }

    List<Result> map(OrderGroup order, DiagnosticReport document) {
        List<Result> results = new ArrayList<>();
        for (Noted sent : order.results()) {
            Segment segment = sent.segment();
            Optional<Reason> reason = reasonToLeaveOut(segment);
            if (reason.isPresent()) {
                leaveOut(segment, reason.get());
            } else {
                map(sent, order, document).ifPresent(results::add);
            }
        }
        return results;
    }

    private Optional<Reason> reasonToLeaveOut(Segment segment) {
        if (ORDER_QUESTIONS.contains(segment.text(29))) {
            return Optional.of(Reason.ORDER_QUESTION);
        }
        Field code = segment.field(3);
        if (isSupplemental(code, 1) || isSupplemental(code, 4) || isBesides(code)) {
            return Optional.of(Reason.SUPPLEMENTAL);
        }
        return segment.text(11).equals(ResultStatus.O.name())
                ? Optional.of(Reason.ORDER_DETAIL_ONLY)
                : Optional.empty();
    }

    /** LAW names what is no reportable result with a code such as S_RAW or S_OTHER of its own system. */
    private static boolean isSupplemental(Field code, int triple) {
        return code.component(triple + 2).equals(LAW) && code.component(triple).startsWith("S_");
    }

    private boolean isBesides(Field code) {
        Names besides = reading.profile().conventions().naming().besides();
        return besides.include(code.component(1)) || besides.include(code.component(4));
    }

    private Optional<Result> map(Noted sent, OrderGroup order, DiagnosticReport document) {
        Segment segment = sent.segment();
        Unit unit = reading.units().read(segment.field(6), segment.place(6));
        Value value = new Values(reading, segment, unit).read();
        if (isDocument(value)) {
            document.addPresentedForm((Attachment) value.values().get(0));
            leaveOut(segment, Reason.DOCUMENT);
            return Optional.empty();
        }
        Optional<CodeableConcept> code = code(segment);
        if (code.isEmpty()) {
            leaveOut(segment, saysNothing(sent) ? Reason.EMPTY : Reason.NO_TEST_CODE);
            return Optional.empty();
        }
        ResultStatus status = status(segment, order.request());
        Observation observation =
                new ObservationMapping(reading, segment).map(identity(segment), code.get(), status, value, unit);
        new AnalysisMapping(reading).addTo(observation, sent.details());
        sent.notes().forEach(note -> Notes.text(note)
                .ifPresent(text -> observation.addNote().setText(text)));
        if (sent.about() != null) {
            specimens.madeOf(sent.about()).ifPresent(link -> observation.addFocus(new Reference(link)));
        }
        return Optional.of(new Result(observation, status, segment.place(0)));
    }

    /** Encapsulated data may have a type and no data. */
    private static boolean saysNothing(Noted sent) {
        Segment segment = sent.segment();
        boolean encapsulated = segment.text(2).equals("ED");
        return sent.notes().isEmpty()
                && segment.field(5).repetitions().stream()
                        .allMatch(value -> encapsulated ? value.component(5).isEmpty() : !value.isPresent());
    }

    private static boolean isDocument(Value value) {
        return value.values().size() == 1
                && value.values().get(0) instanceof Attachment attachment
                && Attachments.isDocument(attachment);
    }

    private Optional<CodeableConcept> code(Segment segment) {
        boolean inSubId = reading.profile().conventions().naming().testCode() == TestCode.OBX_4;
        int field = inSubId && segment.field(4).isPresent() ? 4 : 3;
        return reading.codes().test(segment.field(field), segment.place(field));
    }

    /** OBX-11; without one the order's status, and preliminary when nobody says that it is final. */
    private ResultStatus status(Segment segment, Segment request) {
        String sent = segment.text(11).toUpperCase(Locale.ROOT);
        Optional<ResultStatus> status = ResultStatus.of(sent);
        if (status.isPresent()) {
            return status.get();
        }
        boolean isFinal = sent.isEmpty() && request.text(25).equals(ResultStatus.F.name());
        if (!isFinal) {
            reading.findings()
                    .remark(Remark.Kind.UNKNOWN_STATUS, segment.place(11), "The result status is missing or not known");
        }
        return isFinal ? ResultStatus.F : ResultStatus.P;
    }

    private BusinessIdentity identity(Segment segment) {
        BusinessIdentity identity = keys.result(report, segment);
        int occurrence = occurrences.merge(identity, 1, Integer::sum);
        if (occurrence == 1) {
            return identity;
        }
        reading.findings()
                .remark(
                        Remark.Kind.REPEATED_RESULT,
                        segment.place(3),
                        "A test has several results that nothing tells apart");
        return identity.numbered(occurrence);
    }

    private void leaveOut(Segment segment, Reason reason) {
        leftOut.add(new LeftOut(segment.place(0), reason));
    }
}

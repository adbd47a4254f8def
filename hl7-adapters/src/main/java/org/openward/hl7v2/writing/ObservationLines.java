package org.openward.hl7v2.writing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;

/** Writes the results of one report as OBX with their remarks (NTE). */
final class ObservationLines {
    private final Fields fields;
    private final Concepts concepts;
    private final ResultValue.Writer values;
    private final List<Line> lines = new ArrayList<>();
    private final Set<String> codes = new HashSet<>();
    private int number;

    ObservationLines(Fields fields) {
        this.fields = fields;
        this.concepts = new Concepts(fields);
        this.values = new ResultValue.Writer(fields, concepts);
    }

    List<Line> lines() {
        return lines;
    }

    /** A result, then its parts; a panel that only names its members has no line of its own. */
    void add(Observation result) throws CannotBeWritten {
        var attachment = attachment(result);
        if (!result.hasValue() && attachment == null && !result.hasDataAbsentReason() && result.hasHasMember()) {
            return;
        }
        if (result.hasValue() || attachment != null || !result.hasComponent()) {
            var value = result.hasValue() ? values.write(result.getValue()) : attached(attachment);
            var line = line(result, result.getCode(), value, result.getDataAbsentReason());
            ranges(line, result.getReferenceRange());
            lines.add(line.put(8, flags(result.getInterpretation())));
        }
        for (var component : result.getComponent()) {
            lines.add(part(result, component));
        }
        notes(result);
    }

    private Line part(Observation result, ObservationComponentComponent component) throws CannotBeWritten {
        var value = component.hasValue() ? values.write(component.getValue()) : nothing();
        var line = line(result, component.getCode(), value, component.getDataAbsentReason());
        ranges(line, component.getReferenceRange());
        return line.put(8, flags(component.getInterpretation()));
    }

    private static ResultValue nothing() {
        return new ResultValue("", "", "");
    }

    private ResultValue attached(@Nullable Attachment attachment) {
        return attachment == null ? nothing() : values.attachment(attachment);
    }

    private static @Nullable Attachment attachment(Observation result) {
        Extension found = result.getExtensionByUrl(Extensions.RESULT_ATTACHMENT);
        return found != null && found.getValue() instanceof Attachment attachment ? attachment : null;
    }

    private Line line(Observation result, CodeableConcept code, ResultValue value, CodeableConcept absent) {
        number++;
        var written = concepts.concept(code);
        // Two results of one code are told apart by the sub-id.
        var subId = codes.add(written) ? "" : Integer.toString(number);
        return new Line("OBX")
                .put(1, Integer.toString(number))
                .put(2, value.type())
                .put(3, written)
                .put(4, subId)
                .put(5, value.value())
                .put(6, value.unit())
                .put(11, absent.isEmpty() ? ResultStatuses.of(result.getStatus()) : "X")
                .put(14, when(result.getEffective()))
                .put(16, fields.people(result.getPerformer()))
                .put(17, concepts.concept(result.getMethod()))
                .put(18, fields.text(result.getDevice().getDisplay()))
                .put(19, result.hasIssued() ? fields.time(result.getIssued()) : "");
    }

    private String when(@Nullable Type effective) {
        if (effective instanceof DateTimeType time) {
            return fields.time(time);
        }
        return effective instanceof Period period ? fields.start(period) : "";
    }

    private void ranges(Line line, List<ObservationReferenceRangeComponent> ranges) {
        line.put(7, ranges.isEmpty() ? "" : fields.text(range(ranges.get(0))));
    }

    private static String range(ObservationReferenceRangeComponent range) {
        if (range.hasText()) {
            return range.getText();
        }
        if (range.hasLow() && range.hasHigh()) {
            return number(range.getLow()) + "-" + number(range.getHigh());
        }
        return range.hasLow() ? ">=" + number(range.getLow()) : range.hasHigh() ? "<=" + number(range.getHigh()) : "";
    }

    private static String number(Quantity quantity) {
        return quantity.hasValue() ? quantity.getValue().toPlainString() : "";
    }

    private String flags(List<CodeableConcept> interpretations) {
        return interpretations.stream()
                .map(ObservationLines::flag)
                .filter(flag -> !flag.isEmpty())
                .map(fields::text)
                .distinct()
                .collect(Collectors.joining("~"));
    }

    private static String flag(CodeableConcept interpretation) {
        return interpretation.getCoding().stream()
                .filter(coding -> Systems.OBSERVATION_INTERPRETATION.equals(coding.getSystem()))
                .findFirst()
                .or(() -> interpretation.getCoding().stream().findFirst())
                .map(Coding::getCode)
                .orElse("");
    }

    private void notes(Observation result) {
        var note = 0;
        if (!result.getDataAbsentReason().isEmpty()) {
            note++;
            lines.add(note(note, "No result: " + words(result.getDataAbsentReason())));
        }
        for (var each : result.getNote()) {
            note++;
            lines.add(note(note, each.getText()));
        }
    }

    private static String words(CodeableConcept reason) {
        if (reason.hasText()) {
            return reason.getText();
        }
        var coding = reason.getCodingFirstRep();
        return coding.hasDisplay() ? coding.getDisplay() : String.valueOf(coding.getCode());
    }

    Line note(int count, String text) {
        return new Line("NTE").put(1, Integer.toString(count)).put(2, "L").put(3, fields.lines(text));
    }

    /** The report as a document: the last of the results. */
    void addDocument(CodeableConcept report, Attachment document, String status) {
        number++;
        var value = values.attachment(document);
        lines.add(new Line("OBX")
                .put(1, Integer.toString(number))
                .put(2, value.type())
                .put(3, concepts.concept(report))
                .put(4, "document-" + number)
                .put(5, value.value())
                .put(11, status));
    }
}

package org.openward.laboratory;

import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.openward.fhir.contents.LargeContents;
import org.openward.profiles.Extensions;

/** What a result tells the physician, whatever else its record holds. */
final class ResultContent {
    private ResultContent() {}

    /** Whether there is anything that was measured or seen. */
    static boolean isThere(Observation result) {
        return result.hasValue()
                || result.hasComponent()
                || LargeContents.attachments(result).findAny().isPresent();
    }

    /** Whether both tell the same: value and parts, flags, reference ranges, notes, why there is none, documents and pictures. */
    static boolean areSame(Observation one, Observation other) {
        return Base.compareDeep(one.getValue(), other.getValue(), true)
                && Base.compareDeep(components(one), components(other), true)
                && Base.compareDeep(one.getInterpretation(), other.getInterpretation(), true)
                && Base.compareDeep(one.getReferenceRange(), other.getReferenceRange(), true)
                && Base.compareDeep(one.getDataAbsentReason(), other.getDataAbsentReason(), true)
                && Base.compareDeep(one.getBodySite(), other.getBodySite(), true)
                && notes(one).equals(notes(other))
                && LargeContents.areSame(one, other);
    }

    /** Whether both were taken or measured at the same time. */
    static boolean areOfSameTime(Observation one, Observation other) {
        return Base.compareDeep(one.getEffective(), other.getEffective(), true);
    }

    /** Their documents and pictures are compared wherever the contents lie. */
    private static List<ObservationComponentComponent> components(Observation result) {
        var parts = result.getComponent().stream()
                .map(ObservationComponentComponent::copy)
                .toList();
        parts.forEach(part -> part.removeExtension(Extensions.RESULT_ATTACHMENT));
        return parts;
    }

    private static List<String> notes(Observation result) {
        return result.getNote().stream()
                .map(note -> Objects.toString(note.getText(), ""))
                .toList();
    }
}

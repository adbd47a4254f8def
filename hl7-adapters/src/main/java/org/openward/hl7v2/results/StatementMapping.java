package org.openward.hl7v2.results;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Units.Unit;
import org.openward.hl7v2.datatypes.Values;

/** Reads an OBX outside of a report, such as a weight that a registration brings or the answer to a question of an order. */
public record StatementMapping(Reading reading) {

    /**
     * The observation of that identity; nothing when the segment does not say what was observed.
     *
     * @param told when the message was written, which is when a vital sign held that has no time of its own
     */
    public Optional<Observation> read(
            Segment sent, List<Segment> notes, BusinessIdentity identity, Supplier<Optional<DateTimeType>> told) {
        return reading.codes().panel(sent.field(3)).map(code -> {
            Unit unit = reading.units().read(sent.field(6), sent.place(6));
            Observation observation = new ObservationMapping(reading, sent)
                    .statement(
                            identity,
                            code,
                            ResultStatus.of(sent.text(11).toUpperCase(Locale.ROOT)),
                            new Values(reading, sent, unit).read(),
                            unit);
            notes.forEach(note ->
                    Notes.text(note).ifPresent(text -> observation.addNote().setText(text)));
            VitalSigns.complete(observation, told);
            return observation;
        });
    }
}

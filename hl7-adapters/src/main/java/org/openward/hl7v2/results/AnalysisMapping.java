package org.openward.hl7v2.results;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Units.Unit;
import org.openward.hl7v2.datatypes.Values;

/** How a result was analysed (TCD) and with which lots (INV), as components of its observation. */
record AnalysisMapping(Reading reading) {
    private static final List<Dilution> DILUTIONS = List.of(
            new Dilution(2, "Automatic dilution"),
            new Dilution(3, "Rerun dilution"),
            new Dilution(4, "Dilution before the analysis"));
    private static final int REPEAT_STATUS = 8;
    private static final int LOT = 16;

    /** A field of TCD that holds a dilution, and what people call it. */
    private record Dilution(int field, String name) {}

    void addTo(Observation observation, List<Segment> details) {
        for (Segment each : details) {
            if (each.name().equals("TCD")) {
                addDetail(observation, each);
            } else {
                addLot(observation, each);
            }
        }
    }

    private void addDetail(Observation observation, Segment detail) {
        for (Dilution each : DILUTIONS) {
            Values.structured(reading, detail.field(each.field()), new Unit("", Optional.empty()))
                    .ifPresent(value -> add(observation, text(each.name()), value));
        }
        reading.codes()
                .concept(detail.field(REPEAT_STATUS))
                .ifPresent(status -> add(observation, text("Repetition"), status));
    }

    /** One lot; its kind is a code of HL7 table 0384 such as R1, the first reagent. */
    private void addLot(Observation observation, Segment lot) {
        String number = lot.field(LOT).component(1);
        if (!number.isEmpty()) {
            CodeableConcept kind = reading.codes().concept(lot.field(3)).orElseGet(() -> text("Reagent"));
            add(observation, kind, new StringType(number));
        }
    }

    private static CodeableConcept text(String words) {
        return new CodeableConcept().setText(words);
    }

    private static void add(Observation observation, CodeableConcept code, Type value) {
        observation.addComponent().setCode(code).setValue(value);
    }
}

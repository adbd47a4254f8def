package org.openward.hl7v2.results;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.AbsentReason;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Units.Unit;
import org.openward.hl7v2.datatypes.Values;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;

/** How a result was analysed (TCD) and with which lots (INV), as components of its observation. */
record AnalysisMapping(Reading reading) {
    private static final List<Dilution> DILUTIONS = List.of(
            new Dilution(2, "Automatic dilution"),
            new Dilution(3, "Rerun dilution"),
            new Dilution(4, "Dilution before the analysis"));
    private static final int REPEAT_STATUS = 8;
    private static final int SUBSTANCE = 1;
    private static final int STATUS = 2;
    private static final int KIND = 3;
    private static final int EXPIRY = 12;
    private static final int LOT = 16;

    /** HL7 table: OK, or what was wrong with a lot. */
    private static final String SUBSTANCE_STATUS = "0383";

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
        Extension more = more(lot);
        if (number.isEmpty() && !more.hasExtension()) {
            return;
        }
        var component = observation
                .addComponent()
                .setCode(reading.codes().concept(lot.field(KIND)).orElseGet(() -> text("Reagent")));
        if (number.isEmpty()) {
            component.setDataAbsentReason(AbsentReason.UNKNOWN.concept());
        } else {
            component.setValue(new StringType(number));
        }
        if (more.hasExtension()) {
            component.addExtension(more);
        }
    }

    private Extension more(Segment lot) {
        Extension more = new Extension(Extensions.REAGENT_LOT);
        reading.codes()
                .concept(lot.field(SUBSTANCE))
                .ifPresent(substance -> more.addExtension(LaboratoryParts.SUBSTANCE, substance));
        reading.codes()
                .concept(lot.field(STATUS), SUBSTANCE_STATUS)
                .ifPresent(status -> more.addExtension(LaboratoryParts.STATUS, status));
        reading.times()
                .dateTime(lot.field(EXPIRY), lot.place(EXPIRY))
                .ifPresent(until -> more.addExtension(LaboratoryParts.EXPIRY, until));
        return more;
    }

    private static CodeableConcept text(String words) {
        return new CodeableConcept().setText(words);
    }

    private static void add(Observation observation, CodeableConcept code, Type value) {
        observation.addComponent().setCode(code).setValue(value);
    }
}

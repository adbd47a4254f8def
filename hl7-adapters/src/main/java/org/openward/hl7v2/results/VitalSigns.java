package org.openward.hl7v2.results;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Type;
import org.openward.hl7v2.datatypes.AbsentReason;
import org.openward.profiles.Systems;

/**
 * Vital signs among what is stated of a patient, as FHIR R4 wants them: in their category, with the code under which everybody looks for
 * them, and with a time: that of the message when it says none of its own, or else the word that it is not known.
 */
final class VitalSigns {
    /** How long a time has to be written, at least (vs-1). */
    private static final int DAY = "yyyymmdd".length();

    /** The codes of LOINC for single vital signs, each with the one that FHIR looks for. */
    private static final Map<String, String> SOUGHT = Map.ofEntries(
            Map.entry("9279-1", "9279-1"),
            Map.entry("8867-4", "8867-4"),
            Map.entry("2708-6", "2708-6"),
            Map.entry("59408-5", "2708-6"),
            Map.entry("8310-5", "8310-5"),
            Map.entry("8302-2", "8302-2"),
            Map.entry("3137-7", "8302-2"),
            Map.entry("3138-5", "8302-2"),
            Map.entry("9843-4", "9843-4"),
            Map.entry("8287-5", "9843-4"),
            Map.entry("29463-7", "29463-7"),
            Map.entry("3141-9", "29463-7"),
            Map.entry("3142-7", "29463-7"),
            Map.entry("39156-5", "39156-5"));

    private VitalSigns() {}

    /** Nothing changes in what is none. */
    static void complete(Observation stated, Supplier<Optional<DateTimeType>> told) {
        sought(stated).ifPresent(code -> {
            stated.addCategory()
                    .addCoding()
                    .setSystem(Systems.OBSERVATION_CATEGORY)
                    .setCode("vital-signs");
            if (!stated.getCode().hasCoding(Systems.LOINC, code)) {
                stated.getCode().addCoding(new Coding(Systems.LOINC, code, null));
            }
            if (!stated.hasEffective()) {
                stated.setEffective(told.get()
                        .filter(moment -> moment.getValueAsString().length() >= DAY)
                        .<Type>map(moment -> moment)
                        .orElseGet(VitalSigns::unknown));
            }
        });
    }

    private static Type unknown() {
        Period unknown = new Period();
        unknown.addExtension(AbsentReason.UNKNOWN.extension());
        return unknown;
    }

    private static Optional<String> sought(Observation stated) {
        return stated.getCode().getCoding().stream()
                .filter(coding -> Systems.LOINC.equals(coding.getSystem()) && SOUGHT.containsKey(coding.getCode()))
                .map(coding -> SOUGHT.get(coding.getCode()))
                .findFirst();
    }
}

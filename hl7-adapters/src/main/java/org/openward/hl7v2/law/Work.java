package org.openward.hl7v2.law;

import java.util.List;
import org.hl7.fhir.r4.model.Coding;

/**
 * What an analyzer shall do with one tube.
 *
 * @param container the number on the tube
 * @param specimen the kind of specimen as the analyzer codes it; it may be empty
 * @param steps the tests; none means that there is nothing to do
 */
public record Work(String container, Coding specimen, Person patient, List<Step> steps) {
    public Work {
        steps = List.copyOf(steps);
        if (container.isBlank()) {
            throw new IllegalArgumentException("Work names its tube");
        }
    }

    /**
     * One test of one tube (the analytical work order step).
     *
     * @param id ours, unique for ever: the analyzer names it with the result
     * @param test as the analyzer codes it
     */
    public record Step(String id, Coding test, Urgency urgency) {}

    /** The patient as far as the analyzer shall know him; every part may be empty. */
    public record Person(String number, String family, String given, String birthDate, String sex) {
        public static final Person NOBODY = new Person("", "", "", "", "");

        boolean isKnown() {
            return !number.isEmpty() || !family.isEmpty();
        }
    }

    /** TQ1-9. */
    public enum Urgency {
        STAT("S"),
        ASAP("A"),
        ROUTINE("R");

        private final String code;

        Urgency(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }
    }
}

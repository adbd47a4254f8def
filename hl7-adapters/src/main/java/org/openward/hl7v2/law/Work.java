package org.openward.hl7v2.law;

import java.util.List;
import org.hl7.fhir.r4.model.Coding;

/**
 * What an analyzer shall do with one tube.
 *
 * @param container the number on the tube; empty only when it is asked what stands in a place where no tube is known
 * @param place where it stands, if that is known
 * @param specimen the kind of specimen as the analyzer codes it; it may be empty
 * @param steps the tests; none means that there is nothing to do
 */
public record Work(String container, TubePlace place, Coding specimen, Person patient, List<Step> steps) {
    public Work {
        steps = List.copyOf(steps);
        if (container.isBlank() && (!place.isKnown() || !steps.isEmpty())) {
            throw new IllegalArgumentException("Work names its tube");
        }
    }

    /** Of a tube of which nobody says where it stands. */
    public Work(String container, Coding specimen, Person patient, List<Step> steps) {
        this(container, TubePlace.UNKNOWN, specimen, patient, steps);
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

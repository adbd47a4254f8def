package org.openward.astm;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one analyzer shall do with one tube.
 *
 * @param sample the number on the tube
 * @param tests in the analyzer's own codes
 */
public record WorkOrder(Person patient, String sample, List<String> tests, Urgency urgency, Taken taken) {
    public WorkOrder {
        tests = List.copyOf(tests);
        if (sample.isBlank() || tests.isEmpty()) {
            throw new IllegalArgumentException("An order names a sample and at least one test");
        }
    }

    /** The patient as far as the analyzer shall know him; every part may be empty. */
    public record Person(String number, String family, String given, @Nullable LocalDate birthDate, String sex) {
        public static final Person NOBODY = new Person("", "", "", null, "");
    }

    /** When the sample was taken, if known, and what it is. */
    public record Taken(@Nullable LocalDateTime when, String specimen) {
        public static final Taken UNKNOWN = new Taken(null, "");
    }

    /** How soon (O-6). */
    public enum Urgency {
        STAT,
        ASAP,
        ROUTINE;

        public String code() {
            return name().substring(0, 1).toUpperCase(Locale.ROOT);
        }
    }
}

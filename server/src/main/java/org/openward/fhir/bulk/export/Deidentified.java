package org.openward.fhir.bulk.export;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * That an export says of nobody who it is.
 *
 * @param key what pseudonyms and moved dates are made with; it is drawn for the job and forgotten with it, so that nobody can tell afterwards
 *     whom they mean
 */
record Deidentified(Dates dates, String key) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;

    /** What stays of dates. */
    enum Dates {
        /** The year. */
        YEARS("safe-harbor"),
        /** The whole date, moved back by up to a year, all dates of a patient alike. */
        MOVED("date-shift");

        private final String word;

        Dates(String word) {
            this.word = word;
        }

        static Optional<Dates> of(String word) {
            for (var dates : values()) {
                if (dates.word.equals(word)) {
                    return Optional.of(dates);
                }
            }
            return Optional.empty();
        }
    }

    static Deidentified anew(Dates dates) {
        var key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new Deidentified(dates, HexFormat.of().formatHex(key));
    }
}

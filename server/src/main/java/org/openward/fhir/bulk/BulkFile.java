package org.openward.fhir.bulk;

import java.util.Locale;

/**
 * A file of a job.
 *
 * @param type the type of the records in it
 * @param size bytes of all lines
 * @param packed bytes of all chunks
 */
public record BulkFile(int number, Kind kind, String type, long lines, long size, long packed) {
    /** Where the manifest names it. */
    public enum Kind {
        OUTPUT,
        DELETED,
        ERROR;

        /** As the manifest and the tables say it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As the tables say it. */
        public static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}

package org.openward.fhir.bulk;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file of a job.
 *
 * @param type the type of the records in it
 * @param part its place among the files of that kind and type
 * @param size bytes of all lines
 * @param packed bytes of all chunks
 */
public record BulkFile(
        int number, Kind kind, String type, int part, long lines, long size, long packed, Origin origin) {
    /**
     * Where an import has it from; an export has no such.
     *
     * @param stored how many lines have become records
     */
    record Origin(@Nullable String source, long stored) {}

    /** Where the manifest names it. */
    public enum Kind {
        OUTPUT,
        DELETED,
        ERROR,
        /** What an import has fetched, and nobody fetches from here. */
        INPUT;

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

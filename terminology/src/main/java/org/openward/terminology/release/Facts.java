package org.openward.terminology.release;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what a release says, one fact at a time. Names, properties and parents come after the codes that they are about; what is said
 * of a code that the release does not have is passed over.
 */
public interface Facts {
    /** A code; the first to say it is right. Without a display, the name of the lowest rank becomes its display. */
    void code(String code, @Nullable String display, Set<Mark> marks);

    /** What a code is called. */
    void name(String code, Name name);

    /** What else is said of a code. */
    void property(String code, Property property);

    /** That a code stands right under another. */
    void parent(String code, String parent);

    /** What a code is besides. */
    enum Mark {
        /** No longer to be used. */
        INACTIVE,
        /** There to arrange others. */
        GROUP_ONLY
    }

    /**
     * A name.
     *
     * @param rank the lower, the sooner it is the display
     * @param language such as {@code de} or {@code de-AT}
     * @param use what sort of name it is, by a code of the code system itself
     */
    record Name(int rank, @Nullable String language, @Nullable String use, String text) {}

    /** A property; a value that is a code may have a display. */
    record Property(String property, Kind kind, String value, @Nullable String display) {
        static Property text(String property, String value) {
            return new Property(property, Kind.TEXT, value, null);
        }

        static Property code(String property, String value) {
            return new Property(property, Kind.CODE, value, null);
        }

        /** What a value is. */
        public enum Kind {
            TEXT,
            /** A code of the same code system. */
            CODE
        }
    }
}

package org.openward.terminology;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to see of a value set.
 *
 * @param filter words, each of which is to be in the code or one of its names
 * @param language of the names, such as {@code de} or {@code de-CH}
 * @param supplements code systems whose names are to be added
 */
public record ExpansionRequest(
        @Nullable String filter,
        @Nullable String language,
        Page page,
        Set<Wish> wishes,
        Versions versions,
        List<String> supplements) {
    /** All of it. */
    public static final ExpansionRequest WHOLE =
            new ExpansionRequest(null, null, Page.ALL, Set.of(), Versions.AS_NAMED, List.of());

    /** What is not asked for unless it is said. */
    public enum Wish {
        ACTIVE_ONLY,
        DESIGNATIONS,
        DEFINITION,
        /** Only what a person may choose: without codes that merely group others. */
        FOR_CHOOSING
    }

    /**
     * The codes from the one after {@code offset}.
     *
     * @param count how many at most; 0 asks for their number only
     */
    public record Page(int offset, @Nullable Integer count) {
        public static final Page ALL = new Page(0, null);

        public Page {
            if (offset < 0 || (count != null && count < 0)) {
                throw TerminologyFault.invalid("The offset and the count of codes cannot be below zero.");
            }
        }
    }
}

package org.openward.fhir.search.tables;

/** What means something in a pattern of SQL's LIKE, and what does not. */
final class LikePattern {
    private LikePattern() {}

    /** A pattern that only that text meets. */
    static String literally(String text) {
        return literallyButPercent(text).replace("%", "\\%");
    }

    /** The same where HAPI does the percents itself. */
    static String literallyButPercent(String text) {
        return text.replace("\\", "\\\\").replace("_", "\\_");
    }
}

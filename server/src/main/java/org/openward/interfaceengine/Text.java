package org.openward.interfaceengine;

/** Text from a message that is to stand in a table or a log. */
final class Text {
    private static final int LONGEST = 200;

    private Text() {}

    /** Without control characters, which PostgreSQL and a log line refuse, and not longer than an index entry may be. */
    static String plain(String sent) {
        var printable = sent.replaceAll("\\p{Cntrl}", " ").strip();
        return printable.codePointCount(0, printable.length()) <= LONGEST
                ? printable
                : printable.substring(0, printable.offsetByCodePoints(0, LONGEST));
    }
}

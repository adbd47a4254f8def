package org.openward.interfaceengine;

import java.util.Optional;
import org.openward.hl7v2.MessageHeader;

/** What a message says about itself in its header; all parts are empty when it has none. */
record Envelope(
        String application,
        String facility,
        String sentAt,
        String type,
        String controlId,
        String processingId,
        String version,
        String characterSet) {
    private static final int LONGEST = 200;

    static Envelope of(Optional<MessageHeader> header) {
        return header.map(Envelope::of).orElseGet(() -> new Envelope("", "", "", "", "", "", "", ""));
    }

    private static Envelope of(MessageHeader header) {
        return new Envelope(
                plain(header.sendingApplication()),
                plain(header.sendingFacility()),
                plain(header.time()),
                plain(header.type() + "^" + header.trigger()),
                plain(header.controlId()),
                plain(header.processingId()),
                plain(header.version()),
                plain(header.characterSet()));
    }

    /** Without control characters, which PostgreSQL and a log line refuse, and not longer than an index entry may be. */
    static String plain(String sent) {
        var printable = sent.replaceAll("\\p{Cntrl}", " ").strip();
        return printable.codePointCount(0, printable.length()) <= LONGEST
                ? printable
                : printable.substring(0, printable.offsetByCodePoints(0, LONGEST));
    }
}

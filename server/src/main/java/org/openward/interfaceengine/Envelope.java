package org.openward.interfaceengine;

import java.util.Optional;
import org.openward.astm.AstmRecord;
import org.openward.hl7v2.MessageHeader;

/** What a message says about itself in its header; all parts are empty when it has none. */
public record Envelope(
        String application,
        String facility,
        String sentAt,
        String type,
        String controlId,
        String processingId,
        String version,
        String characterSet) {
    private static final int LONGEST = 200;
    private static final String ASTM = "ASTM";

    static Envelope of(Optional<MessageHeader> header) {
        return header.map(Envelope::of).orElseGet(() -> new Envelope("", "", "", "", "", "", "", ""));
    }

    /** What the header record of an ASTM message says; it names no facility. */
    public static Envelope ofAstm(Optional<AstmRecord> header) {
        return header.map(record -> new Envelope(
                        plain(record.field(5).component(1)),
                        "",
                        plain(record.field(14).component(1)),
                        ASTM,
                        plain(record.text(3)),
                        plain(record.field(12).component(1)),
                        plain(record.field(13).component(1)),
                        ""))
                .orElseGet(() -> new Envelope("", "", "", ASTM, "", "", "", ""));
    }

    boolean isAstm() {
        return type.equals(ASTM);
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

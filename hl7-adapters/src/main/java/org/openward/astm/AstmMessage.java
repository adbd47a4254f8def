package org.openward.astm;

import java.util.List;
import java.util.Optional;
import org.openward.hl7v2.Decoding;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Transmission;

/**
 * One message from its header (H) to its terminator (L).
 *
 * @param decoding how the bytes of the transmission became text
 * @param digest what tells this message from every other by its content, for senders that number nothing
 */
public record AstmMessage(Decoding decoding, String digest, List<AstmRecord> records) {
    public AstmMessage {
        records = List.copyOf(records);
    }

    /** The messages of one transmission, in their order. */
    public static List<AstmMessage> parse(byte[] content, Transmission transmission) throws MalformedMessage {
        return new MessageReader(content, transmission).read();
    }

    public AstmRecord header() {
        return records.get(0);
    }

    public List<AstmRecord> records(String type) {
        return records.stream().filter(each -> each.type().equals(type)).toList();
    }

    /** The record that ends the message; without it the message is not whole. */
    public Optional<AstmRecord> terminator() {
        AstmRecord last = records.get(records.size() - 1);
        return last.type().equals("L") ? Optional.of(last) : Optional.empty();
    }

    /** Whether the sender says that it broke off: L-3 is T, or E for an unknown error. */
    public boolean isBrokenOff() {
        return terminator()
                .map(end -> end.text(3))
                .filter(code -> code.matches("[TtEe]"))
                .isPresent();
    }
}

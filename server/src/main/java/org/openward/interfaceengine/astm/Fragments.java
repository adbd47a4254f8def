package org.openward.interfaceengine.astm;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openward.astm.AstmMessage;
import org.openward.astm.AstmRecord;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Transmission;
import org.openward.interfaceengine.Arrival;
import org.openward.interfaceengine.Arrival.Decision;
import org.openward.interfaceengine.Arrival.Verdict;
import org.openward.interfaceengine.Envelope;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.openward.interfaceengine.Sender;
import org.openward.tenancy.TenantId;

/** What can be said of the text of a message, whole or not; one character for each byte. */
final class Fragments {
    private static final byte[] ACKNOWLEDGED = {0x06};
    private static final byte[] REFUSED = {0x15};
    private static final String UNKNOWN_SENDER = "UNKNOWN_SENDER";
    private static final String INCOMPLETE = "INCOMPLETE";

    private Fragments() {}

    /** Its header record, when it begins with one. */
    static Optional<AstmRecord> header(String text) {
        var beginning = text.stripLeading().split("[\r\n]", 2)[0];
        return message(beginning).map(AstmMessage::header);
    }

    static Optional<AstmMessage> message(String text) {
        try {
            return AstmMessage.parse(bytes(text), Transmission.STANDARD).stream()
                    .findFirst();
        } catch (MalformedMessage malformed) {
            return Optional.empty();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the whole message says everything that the fragment says, whenever it was sent. */
    static boolean isContained(String fragment, String whole) {
        return withoutHeader(whole).startsWith(withoutHeader(fragment));
    }

    private static String withoutHeader(String text) {
        return text.lines().filter(line -> !line.isBlank() && !isOf("H", line)).collect(Collectors.joining("\r"));
    }

    /** A message to be filed in its turn. */
    static Arrival taken(TenantId tenant, Unfinished message, Sender sender, String text, Instant at) {
        return arrival(tenant, message, sender, text, at, Verdict.accepted(ACKNOWLEDGED));
    }

    /** What is left of one: a person is told, unless its line broke off before it said anything of a sample. */
    static Arrival leftOver(TenantId tenant, Unfinished message, String text) {
        var says = text.lines().anyMatch(line -> !line.isBlank() && !isOf("H", line) && !isOf("P", line));
        var verdict = says
                ? Verdict.accepted(ACKNOWLEDGED)
                : new Verdict(Decision.REFUSED, INCOMPLETE, new Bytes(ACKNOWLEDGED));
        return arrival(tenant, message, message.sender(), text, message.begun(), verdict);
    }

    /** A stranger's frame, kept as evidence. */
    static Arrival refused(TenantId tenant, Unfinished message, String text) {
        return arrival(
                tenant, message, message.sender(), text, message.begun(), Verdict.refused(UNKNOWN_SENDER, REFUSED));
    }

    private static Arrival arrival(
            TenantId tenant, Unfinished message, Sender sender, String text, Instant at, Verdict verdict) {
        var decoding = message(text)
                .map(AstmMessage::decoding)
                .map(found -> found.charset() + " " + found.rule())
                .orElse("");
        return new Arrival(
                tenant,
                message.lane(),
                message.device(),
                new Bytes(bytes(text)),
                at,
                sender,
                Envelope.ofAstm(header(text)),
                decoding,
                verdict);
    }

    private static boolean isOf(String type, String line) {
        var record = line.stripLeading().toUpperCase(Locale.ROOT);
        return record.startsWith(type) && (record.length() == 1 || !Character.isLetterOrDigit(record.charAt(1)));
    }
}

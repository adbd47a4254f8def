package org.openward.hl7v2.query;

import java.util.List;
import java.util.Optional;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Segment;

/**
 * A vendor's own question what to do with a tube: QRY^Q02 of Mindray and those who speak alike, QBP^Z03 of Cepheid.
 *
 * @param tube the number on the tube, or empty
 * @param asked the segments of the question, which the answer repeats
 */
public record TubeQuery(MessageHeader header, Form form, Request request, String tube, List<Segment> asked) {
    private static final String CANCEL = "CAN";

    public TubeQuery {
        asked = List.copyOf(asked);
    }

    /** How the answer is written. */
    public enum Form {
        /** Line by line, as on a screen, in a message of its own after the acknowledgement (QCK^Q02, DSR^Q03). */
        DISPLAYED,
        /** With the acknowledgement, as orders (RSP^Z02). */
        ENCLOSED
    }

    /** What is asked for. */
    public enum Request {
        ORDERS,
        /** The analyzer takes its last question back. */
        CANCEL,
        /** It does not name one tube. */
        UNCLEAR
    }

    /** The question that a message asks, if it asks one of these. */
    public static Optional<TubeQuery> of(Hl7Message message) {
        String event = message.header().type() + "^" + message.header().trigger();
        return switch (event) {
            case "QRY^Q02" -> first(message, "QRD").map(asked -> displayed(message, asked));
            case "QBP^Z03" -> first(message, "QPD").map(asked -> enclosed(message, asked));
            default -> Optional.empty();
        };
    }

    private static TubeQuery displayed(Hl7Message message, Segment asked) {
        String tube =
                asked.field(8).repetitions().size() > 1 ? "" : asked.field(8).subcomponent(1, 1);
        Request request = asked.field(9).component(1).equals(CANCEL) ? Request.CANCEL : request(tube);
        List<Segment> all = message.segments().stream()
                .filter(each -> each.name().equals("QRD") || each.name().equals("QRF"))
                .toList();
        return new TubeQuery(message.header(), Form.DISPLAYED, request, tube, all);
    }

    private static TubeQuery enclosed(Hl7Message message, Segment asked) {
        String tube = asked.field(4).subcomponent(1, 1);
        return new TubeQuery(message.header(), Form.ENCLOSED, request(tube), tube, List.of(asked));
    }

    private static Request request(String tube) {
        return tube.isEmpty() ? Request.UNCLEAR : Request.ORDERS;
    }

    private static Optional<Segment> first(Hl7Message message, String name) {
        return message.segments(name).stream().findFirst();
    }
}

package org.openward.hl7v2.law;

import java.util.Locale;
import java.util.Optional;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Segment;

/**
 * An analyzer's question what it shall do (LAB-27, QBP^Q11).
 *
 * @param parameters its QPD segment, which the answer repeats
 * @param tag QPD-2, by which it knows the answer
 * @param container the number on the tube, or empty
 * @param carrier the rack or tray and the position in it, or empty
 */
public record WorkQuery(
        MessageHeader header, Segment parameters, Kind kind, String tag, String container, Carrier carrier) {
    /** Cepheid's question has other fields. */
    private static final String OF_ONE_VENDOR = "Z03";

    /** Which work is asked for. */
    public enum Kind {
        CONTAINER,
        RACK,
        TRAY,
        /** Everything that waits for this analyzer. */
        ALL,
        /** It says neither which tube nor where, and not that it means all. */
        UNCLEAR
    }

    /** Where a tube stands. */
    public record Carrier(String id, String position) {}

    /** The question that a message asks, if it asks one. */
    public static Optional<WorkQuery> of(Hl7Message message) {
        boolean query = message.header().type().equals("QBP")
                && !message.header().trigger().equals(OF_ONE_VENDOR);
        return message.segments("QPD").stream()
                .filter(each -> query)
                .findFirst()
                .map(asked -> read(message, asked));
    }

    private static WorkQuery read(Hl7Message message, Segment asked) {
        String container = asked.field(3).subcomponent(1, 1);
        Carrier rack = carrier(asked, 4);
        Carrier tray = carrier(asked, 6);
        Kind kind = kind(asked, container, rack, tray);
        Carrier carrier = rack.id().isEmpty() ? tray : rack;
        return new WorkQuery(message.header(), asked, kind, asked.text(2), container, carrier);
    }

    private static Carrier carrier(Segment asked, int field) {
        return new Carrier(
                asked.field(field).subcomponent(1, 1), asked.field(field + 1).component(1));
    }

    private static Kind kind(Segment asked, String container, Carrier rack, Carrier tray) {
        if (asked.field(1).component(1).toUpperCase(Locale.ROOT).equals("WOS_ALL")) {
            return Kind.ALL;
        } else if (!container.isEmpty()) {
            return Kind.CONTAINER;
        } else if (!rack.id().isEmpty()) {
            return Kind.RACK;
        }
        return tray.id().isEmpty() ? Kind.UNCLEAR : Kind.TRAY;
    }
}

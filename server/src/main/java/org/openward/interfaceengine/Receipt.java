package org.openward.interfaceengine;

import org.openward.interfaceengine.FeedMessage.Bytes;

/** What the feed did with an arrival: the number of the stored message and the acknowledgement to send. */
public record Receipt(long message, Kind kind, Bytes acknowledgement) {
    Receipt refused() {
        return new Receipt(message, Kind.REFUSED, acknowledgement);
    }

    /** Whether the message was seen before. */
    public enum Kind {
        FIRST,
        DUPLICATE,
        /** New content under a control id that its sender used already at the same time. */
        REUSED_CONTROL_ID,
        /** Answered negatively and kept as evidence; perhaps it was before. */
        REFUSED,
        /** Refused and not stored, since enough of what strangers send was kept that day; it has no number. */
        UNKEPT
    }
}

package org.openward.interfaceengine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored message.
 *
 * @param device id of the Device that sent it, if it is known
 * @param attempts how often filing it has failed
 * @param due when it may be tried again after a failure
 * @param task id of the Task that asks a person to help, once it was held
 */
public record FeedMessage(
        long id,
        String lane,
        @Nullable String device,
        Bytes raw,
        Envelope envelope,
        Instant receivedAt,
        Status status,
        int attempts,
        @Nullable Instant due,
        @Nullable String task) {

    /** How far a message has come. */
    public enum Status {
        RECEIVED,
        PROCESSED,
        HELD,
        DEAD,
        REFUSED,
        /** A person decided that it is never filed. */
        DISCARDED
    }

    /** The bytes of a message or of its acknowledgement. */
    public static final class Bytes {
        private final byte[] content;

        public Bytes(byte[] content) {
            this.content = content;
        }

        /** Not a copy, not to be changed. */
        public byte[] content() {
            return content;
        }
    }

    /** Whether nobody has dealt with it since that look at it. */
    boolean isAsFarAs(FeedMessage earlier) {
        return id == earlier.id && status == earlier.status && attempts == earlier.attempts;
    }

    boolean isDue(Instant now) {
        return due == null || !due.isAfter(now);
    }
}

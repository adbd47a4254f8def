package org.openward.hl7v2.mllp;

import java.util.concurrent.CompletableFuture;

/** The connection that a message came over, as long as it is open. */
public interface Line {
    /** A connection over which nothing can be said any more. */
    Line CLOSED = new Line() {
        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public CompletableFuture<Boolean> send(byte[] content) {
            return CompletableFuture.completedFuture(false);
        }
    };

    boolean isOpen();

    /**
     * Sends one more frame, between two answers and never before the answer to what came last; whether it went out. That it
     * arrived is not known.
     */
    CompletableFuture<Boolean> send(byte[] content);
}

package org.openward.astm.link;

/** What the state of a line asks its owner to do, or tells. */
public sealed interface LinkEvent {

    /** Put these characters, one for each byte, on the line. */
    record Send(String wire) implements LinkEvent {
        public byte[] bytes() {
            return Controls.bytes(wire);
        }
    }

    /** Keep this frame; it is acknowledged when {@link AstmLink#stored} is called, and nothing is read before. */
    record Arrived(Frame frame) implements LinkEvent {}

    /**
     * The sender is done and every frame was acknowledged.
     *
     * <p>A sender that gave up between two whole frames ends in the same way, so a message is whole only when it has its
     * terminator record.
     */
    record Completed(Transmission transmission) implements LinkEvent {}

    /**
     * The sender did not end properly, so what came is no message yet. Its frames were acknowledged, so it is not forgotten
     * either: a person is told, unless it comes again as a whole.
     */
    record Broken(Cause cause, Transmission transmission) implements LinkEvent {}

    /** The other side has acknowledged every frame of a message that we sent. */
    record Delivered(String text) implements LinkEvent {}

    /** The other side did not take a message; it is not sent again unless it is handed over again. */
    record Undelivered(Cause cause, String text) implements LinkEvent {}

    /** Why a transmission came to nothing. */
    enum Cause {
        /** No answer, or no next frame, in time. */
        SILENCE,
        /** The sender called anew before it ended. */
        RESTART,
        /** The sender ended inside a frame, after a frame that goes on, or after one that was not taken. */
        ABANDONED,
        /** The receiver would not take a frame, or always was busy. */
        REFUSED,
        /** Both sides kept calling at the same time. */
        CONTENTION,
        /** The connection ended. */
        CLOSED
    }
}

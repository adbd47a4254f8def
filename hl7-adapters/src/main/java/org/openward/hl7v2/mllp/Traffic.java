package org.openward.hl7v2.mllp;

import java.util.concurrent.atomic.LongAdder;

/** What went through one listener since it was opened, for metrics and alarms. */
public final class Traffic {
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder oversize = new LongAdder();
    private final LongAdder ignoredBytes = new LongAdder();
    private final LongAdder cutOff = new LongAdder();

    Traffic() {}

    public long openConnections() {
        return opened.sum() - closed.sum();
    }

    /** Connections refused because there were too many. */
    public long turnedAway() {
        return turnedAway.sum();
    }

    public long messages() {
        return messages.sum();
    }

    /** Messages whose reception threw, answered as an internal error. */
    public long failures() {
        return failures.sum();
    }

    public long oversize() {
        return oversize.sum();
    }

    /** Bytes that stood in no complete frame. */
    public long ignoredBytes() {
        return ignoredBytes.sum();
    }

    /** Connections closed because a frame, an answer or a pause took too long. */
    public long cutOff() {
        return cutOff.sum();
    }

    void opened() {
        opened.increment();
    }

    void closed() {
        closed.increment();
    }

    void refusedConnection() {
        turnedAway.increment();
    }

    /** A message came in. */
    public void received() {
        messages.increment();
    }

    /** The reception of a message threw. */
    public void failed() {
        failures.increment();
    }

    void tooLong() {
        oversize.increment();
    }

    /** So many bytes came where nothing was expected. */
    public void ignored(long bytes) {
        ignoredBytes.add(bytes);
    }

    /** A connection was closed because it took too long. */
    public void timedOut() {
        cutOff.increment();
    }
}

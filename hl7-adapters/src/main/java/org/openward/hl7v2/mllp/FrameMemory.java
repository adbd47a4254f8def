package org.openward.hl7v2.mllp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The memory that unfinished messages of all connections may take together, so that senders of large ones cannot take what the
 * server lives on.
 *
 * <p>Each connection has a little without asking, which is more than nearly all messages need. Beyond that it asks, and who gets
 * nothing is not read from until others have finished. The one that has waited longest may exceed the budget up to its own
 * limit: otherwise messages that are all half there could wait for each other.
 */
public final class FrameMemory {
    /** What a connection may hold without asking. */
    static final int GIVEN = 64 * 1024;

    private static final int GRAIN = 64 * 1024;

    private final long budget;
    private final Deque<Share> waiting = new ArrayDeque<>();
    private long taken;

    public FrameMemory(long budget) {
        if (budget < 1) {
            throw new IllegalArgumentException("The memory for unfinished messages is positive");
        }
        this.budget = budget;
    }

    /** A quarter of what the virtual machine may take. */
    public static FrameMemory usual() {
        return new FrameMemory(Math.max(1, Runtime.getRuntime().maxMemory() / 4));
    }

    /** How many bytes were asked for and are not yet given back. */
    public synchronized long taken() {
        return taken;
    }

    /** The part of one connection; {@code free} is told on any thread that it is worth asking again. */
    public Share share(Runnable free) {
        return new Share(free);
    }

    /** What one connection holds. */
    public final class Share {
        private final Runnable free;
        private long held;

        private Share(Runnable free) {
            this.free = free;
        }

        /** Whether so many bytes may be held now; if not, it is told when to ask again. */
        public boolean covers(long bytes) {
            if (bytes <= GIVEN) {
                return true;
            }
            return ask(this, bytes - GIVEN);
        }

        /** Nothing is held any more. */
        public void release() {
            giveBack(this).forEach(each -> each.free.run());
        }
    }

    private synchronized boolean ask(Share share, long bytes) {
        if (bytes <= share.held) {
            return true;
        }
        long more = (bytes - share.held + GRAIN - 1) / GRAIN * GRAIN;
        if (taken + more > budget) {
            if (!waiting.contains(share)) {
                waiting.add(share);
            }
            if (waiting.peek() != share) {
                return false;
            }
        }
        share.held += more;
        taken += more;
        return true;
    }

    private synchronized List<Share> giveBack(Share share) {
        boolean waited = waiting.remove(share);
        if (share.held == 0 && !waited) {
            return List.of();
        }
        taken -= share.held;
        share.held = 0;
        return List.copyOf(waiting);
    }
}

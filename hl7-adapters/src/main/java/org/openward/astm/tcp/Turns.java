package org.openward.astm.tcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** The things that one line has to do on worker threads, one after the other in their order; it belongs to the line's event loop. */
final class Turns {
    private final Executor workers;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean taken;

    Turns(Executor workers) {
        this.workers = workers;
    }

    /** Does it when all before it is {@link #done}. */
    void take(Runnable turn) {
        if (taken) {
            waiting.add(turn);
        } else {
            taken = true;
            workers.execute(turn);
        }
    }

    void done() {
        Runnable next = waiting.poll();
        taken = next != null;
        if (next != null) {
            workers.execute(next);
        }
    }

    boolean areTaken() {
        return taken;
    }
}

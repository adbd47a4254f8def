package org.openward.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Lets what many threads write go to the disk with one commit.
 *
 * <p>While one commit is on its way, the work of other threads gathers; the first of them then takes all of it. Whoever comes alone waits for
 * nobody and changes no thread.
 *
 * @param <W> what one thread wants written; it learns itself how that went
 */
public final class SharedCommit<W> {
    private final int largest;
    private final Consumer<List<W>> writing;
    private final ConcurrentLinkedQueue<Waiting<W>> gathered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean atTheDisk = new AtomicBoolean();

    /**
     * @param largest how much goes to the disk at once, at most
     * @param writing is called with one group at a time; it tells each work of it how it went, and does not throw
     */
    public SharedCommit(int largest, Consumer<List<W>> writing) {
        this.largest = largest;
        this.writing = writing;
    }

    /** How much waits now. */
    public int waiting() {
        return gathered.size();
    }

    /**
     * Comes back when that work was written, or could not be.
     *
     * @param patience how long it may wait for its turn
     * @throws TimeoutException when that is over; it is not written any more
     * @throws InterruptedException perhaps while it is written
     */
    public void write(W work, Duration patience) throws InterruptedException, TimeoutException {
        var own = new Waiting<>(work);
        gathered.add(own);
        if (atTheDisk.compareAndSet(false, true) || called(own, patience) == Call.LEAD) {
            lead(own);
        }
    }

    private Call called(Waiting<W> own, Duration patience) throws InterruptedException, TimeoutException {
        try {
            return own.called().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (TimeoutException late) {
            if (left(own)) {
                throw late;
            }
            return own.called().join();
        } catch (InterruptedException end) {
            left(own);
            throw end;
        }
    }

    /** Goes, unless somebody takes it to the disk already. When he was called to lead meanwhile, the next one has to. */
    private boolean left(Waiting<W> own) {
        if (!gathered.remove(own)) {
            return false;
        }
        if (!own.called().complete(Call.GO)) {
            handOver();
        }
        return true;
    }

    /** Takes groups to the disk until its own work was in one; whatever breaks meanwhile, another can lead afterwards. */
    private void lead(Waiting<W> own) {
        try {
            while (!own.isTaken()) {
                write(next());
            }
        } finally {
            gathered.remove(own);
            handOver();
        }
    }

    private void write(List<Waiting<W>> group) {
        try {
            writing.accept(group.stream().map(Waiting::work).toList());
        } finally {
            group.forEach(each -> each.called().complete(Call.GO));
        }
    }

    private List<Waiting<W>> next() {
        var group = new ArrayList<Waiting<W>>();
        for (var each = gathered.poll(); each != null; each = gathered.poll()) {
            each.take();
            group.add(each);
            if (group.size() == largest) {
                break;
            }
        }
        return group;
    }

    /** Calls one of those who have gathered meanwhile; all others go on waiting, so that nobody is woken for nothing. */
    private void handOver() {
        do {
            for (var next = gathered.peek(); next != null; next = gathered.peek()) {
                if (next.called().complete(Call.LEAD)) {
                    return;
                }
                gathered.remove(next);
            }
            atTheDisk.set(false);
        } while (!gathered.isEmpty() && atTheDisk.compareAndSet(false, true));
    }

    /** What ends a thread's wait. */
    private enum Call {
        /** Its work is written, or cannot be. */
        GO,
        /** It takes the next group to the disk. */
        LEAD
    }

    private static final class Waiting<W> {
        private final W work;
        private final CompletableFuture<Call> called = new CompletableFuture<>();
        private volatile boolean taken;

        Waiting(W work) {
            this.work = work;
        }

        W work() {
            return work;
        }

        CompletableFuture<Call> called() {
            return called;
        }

        boolean isTaken() {
            return taken;
        }

        void take() {
            taken = true;
        }
    }
}

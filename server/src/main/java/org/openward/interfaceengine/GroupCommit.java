package org.openward.interfaceengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.openward.audit.AuditTrail;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores messages durably, those of many connections in one commit.
 *
 * <p>While one commit is on its way to the disk, the messages of other connections gather; whoever comes next stores them
 * all. A single connection waits for nobody.
 */
@Component
class GroupCommit {
    private static final int LARGEST = 64;

    private final Feed feed;
    private final AuditTrail audit;
    private final TransactionOperations transactions;
    private final ConcurrentLinkedQueue<Waiting<?>> gathered = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    GroupCommit(Feed feed, AuditTrail audit, TransactionOperations transactions) {
        this.feed = feed;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Comes back when the message is on disk. */
    Receipt keep(Arrival arrival) {
        return keep(arrival.caller(UUID.randomUUID().toString()), () -> record(arrival));
    }

    /** Comes back when everything that is written is on disk; it may be written twice, when first it could not be kept. */
    <T> T keep(Caller caller, Supplier<T> writing) {
        var waiting = new Waiting<>(caller, writing, new CompletableFuture<T>());
        gathered.add(waiting);
        while (!waiting.done.isDone()) {
            turn.lock();
            try {
                if (!waiting.done.isDone()) {
                    store(next());
                }
            } finally {
                turn.unlock();
            }
        }
        return waiting.outcome();
    }

    /** Within what is kept: a message, with its audit row. */
    Receipt record(Arrival arrival) {
        audit.record(arrival.audit(Acting.caller().requestId()));
        return feed.keep(arrival);
    }

    private List<Waiting<?>> next() {
        var group = new ArrayList<Waiting<?>>();
        for (var waiting = gathered.poll(); waiting != null; waiting = gathered.poll()) {
            group.add(waiting);
            if (group.size() == LARGEST) {
                break;
            }
        }
        return group;
    }

    private void store(List<Waiting<?>> group) {
        Map<TenantId, List<Waiting<?>>> byTenant =
                group.stream().collect(Collectors.groupingBy(waiting -> waiting.caller.tenant()));
        byTenant.values().forEach(this::storeTogether);
    }

    private void storeTogether(List<Waiting<?>> group) {
        try {
            commit(group).forEach(Runnable::run);
        } catch (RuntimeException | Error failure) {
            if (group.size() == 1) {
                group.get(0).done.completeExceptionally(failure);
            } else {
                // One message that cannot be stored must not keep the others from it.
                group.forEach(waiting -> storeTogether(List.of(waiting)));
            }
        }
    }

    /** What tells those who wait, once it is true. */
    private List<Runnable> commit(List<Waiting<?>> group) {
        return Acting.as(
                group.get(0).caller,
                () -> transactions.execute(
                        status -> group.stream().<Runnable>map(Waiting::written).toList()));
    }

    /** Something whose connection waits for it to be stored. */
    private record Waiting<T>(Caller caller, Supplier<T> writing, CompletableFuture<T> done) {
        Runnable written() {
            var result = writing.get();
            return () -> done.complete(result);
        }

        T outcome() {
            try {
                return done.join();
            } catch (CompletionException failure) {
                throw new MessageNotStored(failure.getCause());
            }
        }
    }
}

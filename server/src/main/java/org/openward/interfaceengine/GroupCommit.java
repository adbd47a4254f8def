package org.openward.interfaceengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.openward.audit.AuditTrail;
import org.openward.tenancy.Acting;
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
    private final ConcurrentLinkedQueue<Waiting> gathered = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    GroupCommit(Feed feed, AuditTrail audit, TransactionOperations transactions) {
        this.feed = feed;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Comes back when the message is on disk. */
    Receipt keep(Arrival arrival) {
        var waiting = new Waiting(arrival, new CompletableFuture<>());
        gathered.add(waiting);
        while (!waiting.receipt.isDone()) {
            turn.lock();
            try {
                if (!waiting.receipt.isDone()) {
                    store(next());
                }
            } finally {
                turn.unlock();
            }
        }
        return receipt(waiting);
    }

    private List<Waiting> next() {
        var group = new ArrayList<Waiting>();
        for (var waiting = gathered.poll(); waiting != null; waiting = gathered.poll()) {
            group.add(waiting);
            if (group.size() == LARGEST) {
                break;
            }
        }
        return group;
    }

    private void store(List<Waiting> group) {
        Map<TenantId, List<Waiting>> byTenant =
                group.stream().collect(Collectors.groupingBy(waiting -> waiting.arrival.tenant()));
        byTenant.values().forEach(this::storeTogether);
    }

    private void storeTogether(List<Waiting> group) {
        try {
            var receipts = commit(group);
            for (int each = 0; each < group.size(); each++) {
                group.get(each).receipt.complete(receipts.get(each));
            }
        } catch (RuntimeException | Error failure) {
            if (group.size() == 1) {
                group.get(0).receipt.completeExceptionally(failure);
            } else {
                // One message that cannot be stored must not keep the others from it.
                group.forEach(waiting -> storeTogether(List.of(waiting)));
            }
        }
    }

    private List<Receipt> commit(List<Waiting> group) {
        var caller = group.get(0).arrival.caller(UUID.randomUUID().toString());
        return Acting.as(
                caller,
                () -> transactions.execute(status ->
                        group.stream().map(waiting -> record(waiting.arrival)).toList()));
    }

    private Receipt record(Arrival arrival) {
        audit.record(arrival.audit(Acting.caller().requestId()));
        return feed.keep(arrival);
    }

    private static Receipt receipt(Waiting waiting) {
        try {
            return waiting.receipt.join();
        } catch (CompletionException failure) {
            throw new MessageNotStored(failure.getCause());
        }
    }

    /** A message whose connection waits for it to be stored. */
    private record Waiting(Arrival arrival, CompletableFuture<Receipt> receipt) {}
}

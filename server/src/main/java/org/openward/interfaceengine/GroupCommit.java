package org.openward.interfaceengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.openward.audit.AuditTrail;
import org.openward.interfaceengine.pace.Pace;
import org.openward.interfaceengine.uniqueids.UsedControlIds;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores messages durably, those of many connections in one commit.
 *
 * <p>While one commit is on its way to the disk, the messages of other connections gather; the first of them then takes all
 * to the disk. A single connection waits for nobody.
 */
@Component
class GroupCommit {
    private static final int LARGEST = 64;

    private final Feed feed;
    private final AuditTrail audit;
    private final TransactionOperations transactions;
    private final Pace pace;
    private final UsedControlIds controlIds;
    private final ConcurrentLinkedQueue<Waiting<?>> gathered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean atTheDisk = new AtomicBoolean();

    GroupCommit(Feed feed, AuditTrail audit, TransactionOperations transactions, Pace pace, UsedControlIds controlIds) {
        this.controlIds = controlIds;
        this.pace = pace;
        this.feed = feed;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Comes back when the message is on disk. */
    Receipt keep(Arrival arrival) {
        var caller = arrival.caller(UUID.randomUUID().toString());
        return await(new Message(caller, arrival, new CompletableFuture<>(), new CompletableFuture<>()));
    }

    /** Comes back when everything that is written is on disk; it may be written twice, when first it could not be kept. */
    <T> T keep(Caller caller, Supplier<T> writing) {
        return await(new Work<>(caller, writing, new CompletableFuture<>(), new CompletableFuture<>()));
    }

    private <T> T await(Waiting<T> waiting) {
        pace.comes();
        try {
            gathered.add(waiting);
            if (atTheDisk.compareAndSet(false, true) || waiting.called().join() == Call.LEAD) {
                lead(waiting);
            }
        } finally {
            pace.goes();
        }
        try {
            return waiting.done().join();
        } catch (CompletionException failure) {
            throw new MessageNotStored(failure.getCause());
        }
    }

    /** Takes groups to the disk until this one is there; whatever breaks meanwhile, another can lead afterwards. */
    private void lead(Waiting<?> waiting) {
        try {
            while (!waiting.done().isDone()) {
                store(next());
            }
        } finally {
            if (!waiting.done().isDone()) {
                gathered.remove(waiting);
            }
            handOver();
        }
    }

    /** Calls one of those who have gathered meanwhile; all others go on waiting, so that nobody is woken for nothing. */
    private void handOver() {
        do {
            var next = gathered.peek();
            if (next != null) {
                next.called().complete(Call.LEAD);
                return;
            }
            atTheDisk.set(false);
        } while (!gathered.isEmpty() && atTheDisk.compareAndSet(false, true));
    }

    /** Within what is kept: a message, with its audit row. */
    Receipt record(Arrival arrival) {
        return record(List.of(arrival)).get(0);
    }

    private List<Receipt> record(List<Arrival> arrivals) {
        var requestId = Acting.caller().requestId();
        var judged = judged(arrivals);
        audit.record(judged.stream().map(arrival -> arrival.audit(requestId)).toList());
        return feed.keep(judged);
    }

    /** Of an analyzer that uses each control id once, whatever comes under one that means another message is judged otherwise. */
    private List<Arrival> judged(List<Arrival> arrivals) {
        var uses =
                arrivals.stream().flatMap(arrival -> arrival.onlyUse().stream()).toList();
        var taken = controlIds.taken(uses);
        return taken.isEmpty()
                ? arrivals
                : arrivals.stream()
                        .map(arrival ->
                                arrival.onlyUse().filter(taken::contains).isPresent()
                                        ? arrival.judged(Objects.requireNonNull(
                                                arrival.verdict().otherwise()))
                                        : arrival)
                        .toList();
    }

    private List<Waiting<?>> next() {
        var group = new ArrayList<Waiting<?>>(LARGEST);
        for (var waiting = gathered.poll(); waiting != null; waiting = gathered.poll()) {
            group.add(waiting);
            if (group.size() == LARGEST) {
                break;
            }
        }
        return group;
    }

    private void store(List<Waiting<?>> group) {
        try {
            Map<TenantId, List<Waiting<?>>> byTenant = group.stream()
                    .collect(Collectors.groupingBy(waiting -> waiting.caller().tenant()));
            byTenant.values().forEach(this::storeTogether);
        } catch (RuntimeException | Error failure) {
            // Of those that are stored this changes nothing.
            group.forEach(waiting -> waiting.done().completeExceptionally(failure));
        } finally {
            group.forEach(waiting -> waiting.called().complete(Call.GO));
        }
    }

    private void storeTogether(List<Waiting<?>> group) {
        try {
            commit(group).forEach(Runnable::run);
        } catch (RuntimeException | Error failure) {
            if (group.size() == 1) {
                group.get(0).done().completeExceptionally(failure);
            } else {
                // One message that cannot be stored must not keep the others from it.
                group.forEach(waiting -> storeTogether(List.of(waiting)));
            }
        }
    }

    /** What tells those who wait, once it is true. */
    private List<Runnable> commit(List<Waiting<?>> group) {
        return Acting.as(group.get(0).caller(), () -> transactions.execute(status -> written(group)));
    }

    private List<Runnable> written(List<Waiting<?>> group) {
        var told = new ArrayList<Runnable>();
        var messages = new ArrayList<Message>();
        for (var waiting : group) {
            if (waiting instanceof Message message) {
                messages.add(message);
            } else if (waiting instanceof Work<?> work) {
                told.add(work.written());
            }
        }
        if (!messages.isEmpty()) {
            var receipts =
                    record(messages.stream().map(Message::arrival).toList()).iterator();
            messages.forEach(message -> told.add(message.written(receipts.next())));
        }
        return told;
    }

    /** Something whose connection waits for it to be stored. */
    private sealed interface Waiting<T> {
        Caller caller();

        CompletableFuture<T> done();

        /** What the connection does next. */
        CompletableFuture<Call> called();
    }

    /** What ends a connection's wait. */
    private enum Call {
        /** Its message is stored, or cannot be. */
        GO,
        /** It takes the next group to the disk. */
        LEAD
    }

    /** A message, stored together with all others of its group. */
    private record Message(
            Caller caller, Arrival arrival, CompletableFuture<Receipt> done, CompletableFuture<Call> called)
            implements Waiting<Receipt> {
        Runnable written(Receipt receipt) {
            return () -> done.complete(receipt);
        }
    }

    /** Something else, which stores itself. */
    private record Work<T>(
            Caller caller, Supplier<T> writing, CompletableFuture<T> done, CompletableFuture<Call> called)
            implements Waiting<T> {
        Runnable written() {
            var result = writing.get();
            return () -> done.complete(result);
        }
    }
}

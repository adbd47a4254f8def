package org.openward.interfaceengine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.openward.audit.AuditTrail;
import org.openward.database.SharedCommit;
import org.openward.interfaceengine.pace.Pace;
import org.openward.interfaceengine.uniqueids.UsedControlIds;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Stores messages durably, those of many connections in one commit. */
@Component
class GroupCommit {
    private static final int LARGEST = 64;

    /** An analyzer has long hung up then, and sends the message again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Feed feed;
    private final AuditTrail audit;
    private final TransactionOperations transactions;
    private final Pace pace;
    private final UsedControlIds controlIds;
    private final SharedCommit<Waiting<?>> connections = new SharedCommit<>(LARGEST, this::store);

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
        return await(new Message(caller, arrival, new CompletableFuture<>()));
    }

    /** Comes back when everything that is written is on disk; it may be written twice, when first it could not be kept. */
    <T> T keep(Caller caller, Supplier<T> writing) {
        return await(new Work<>(caller, writing, new CompletableFuture<>()));
    }

    private <T> T await(Waiting<T> waiting) {
        pace.comes();
        try {
            connections.write(waiting, PATIENCE);
            return waiting.done().get(0, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new MessageNotStored(failure.getCause());
        } catch (TimeoutException failure) {
            throw new MessageNotStored(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new MessageNotStored(interruption);
        } finally {
            pace.goes();
        }
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

    private void store(List<Waiting<?>> group) {
        try {
            Map<TenantId, List<Waiting<?>>> byTenant = group.stream()
                    .collect(Collectors.groupingBy(waiting -> waiting.caller().tenant()));
            byTenant.values().forEach(this::storeTogether);
        } catch (RuntimeException | Error failure) {
            // Of those that are stored this changes nothing.
            group.forEach(waiting -> waiting.done().completeExceptionally(failure));
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
    }

    /** A message, stored together with all others of its group. */
    private record Message(Caller caller, Arrival arrival, CompletableFuture<Receipt> done)
            implements Waiting<Receipt> {
        Runnable written(Receipt receipt) {
            return () -> done.complete(receipt);
        }
    }

    /** Something else, which stores itself. */
    private record Work<T>(Caller caller, Supplier<T> writing, CompletableFuture<T> done) implements Waiting<T> {
        Runnable written() {
            var result = writing.get();
            return () -> done.complete(result);
        }
    }
}

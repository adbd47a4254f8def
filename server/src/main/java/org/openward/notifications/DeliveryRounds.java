package org.openward.notifications;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.openward.fhir.changes.Rounds;
import org.openward.notifications.SubscriptionBook.Entry;
import org.openward.notifications.SubscriptionBook.Task;
import org.openward.notifications.SubscriptionBook.Work;
import org.openward.notifications.outbox.SubscriptionKey;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Has somebody speak to each receiver who is due, many side by side. News go their own way; whoever failed before, and
 * whatever else the look finds, waits in another queue, and one host never has more than a quarter of all workers.
 */
@Component
class DeliveryRounds {
    private static final int LOOK = 1000;

    private final SubscriptionBook book;
    private final DeliveryDesk deliveries;
    private final SubscriptionDesk desk;
    private final TransactionOperations transactions;
    private final NotificationSettings settings;
    private final Rounds<Work> prompt;
    private final Rounds<Work> late;
    private final ConcurrentMap<String, Integer> busyWays = new ConcurrentHashMap<>();

    DeliveryRounds(
            SubscriptionBook book,
            DeliveryDesk deliveries,
            SubscriptionDesk desk,
            TransactionOperations transactions,
            NotificationSettings settings) {
        this.book = book;
        this.deliveries = deliveries;
        this.desk = desk;
        this.transactions = transactions;
        this.settings = settings;
        this.prompt = new Rounds<>("notify-", settings.deliveries(), this::takeTurn);
        this.late = new Rounds<>("notify-late-", Math.max(2, settings.deliveries() / 2), this::takeTurn);
    }

    void wake(SubscriptionKey subscription) {
        prompt.wake(new Work(subscription, Task.DELIVER));
    }

    /** Finds what is due, also what a crash or another server left behind. */
    void look() {
        book.due(LOOK).forEach(late::wake);
    }

    void stop() {
        prompt.close();
        late.close();
    }

    private boolean takeTurn(Work work) {
        var server =
                Caller.server(work.subscription().tenant(), UUID.randomUUID().toString());
        var id = work.subscription().id();
        return Acting.as(server, () -> switch (work.task()) {
            case DELIVER -> book.find(id)
                    .filter(this::mayTakeTheWay)
                    .map(this::deliver)
                    .orElse(false);
            case ACTIVATE -> activate(id);
            case HEARTBEAT -> done(() -> deliveries.heartbeat(id));
            case END -> done(() -> desk.end(id));
        });
    }

    private boolean deliver(Entry entry) {
        var way = deliveries.way(entry.terms());
        try {
            return deliveries.deliver(entry.id());
        } finally {
            busyWays.computeIfPresent(way, (host, workers) -> workers == 1 ? null : workers - 1);
        }
    }

    /** A way that is full is tried again at the next look. */
    private boolean mayTakeTheWay(Entry entry) {
        if (entry.delivered() >= entry.events() || !entry.status().equals("active")) {
            return false;
        }
        var most = Math.max(1, settings.deliveries() / 4);
        var before = new int[1];
        busyWays.compute(deliveries.way(entry.terms()), (host, workers) -> {
            before[0] = workers == null ? 0 : workers;
            return Math.min(before[0] + 1, most);
        });
        return before[0] < most;
    }

    private boolean activate(String id) {
        transactions.executeWithoutResult(open -> book.nowBeingLearnt(id, settings.learningTime()));
        if (book.isKnownToAll(id)) {
            deliveries.activate(id);
        }
        return false;
    }

    private static boolean done(Runnable work) {
        work.run();
        return false;
    }
}

package org.openward.notifications;

import java.util.UUID;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Removes events that are older than they are kept, and says how many wait. */
@Component
class EventKeeping {
    private static final Logger LOG = LoggerFactory.getLogger(EventKeeping.class);

    private final SubscriptionBook book;
    private final EventLog log;
    private final TransactionOperations transactions;
    private final NotificationSettings settings;
    private final NotificationMetrics metrics;

    EventKeeping(
            SubscriptionBook book,
            EventLog log,
            TransactionOperations transactions,
            NotificationSettings settings,
            NotificationMetrics metrics) {
        this.book = book;
        this.log = log;
        this.transactions = transactions;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT10M")
    void forget() {
        for (var tenant : book.tenants()) {
            var server = Caller.server(tenant, UUID.randomUUID().toString());
            var gone = Acting.as(server, () -> transactions.execute(open -> log.forget(settings.keep())));
            if (gone != null && gone > 0) {
                LOG.info("{} events of subscriptions of {} were older than they are kept.", gone, tenant);
            }
        }
    }

    @Scheduled(fixedDelayString = "PT15S", initialDelayString = "PT15S")
    void measure() {
        metrics.waiting(book.waiting());
    }
}

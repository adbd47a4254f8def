package org.openward.notifications;

import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.Refusal;
import org.openward.notifications.terms.SubscriptionRefused;
import org.openward.notifications.terms.Terms;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Changes what a Subscription says about itself, together with the book; works in the acting caller's tenant. */
@Component
class SubscriptionDesk {
    private final SubscriptionBook book;
    private final FhirStore store;
    private final TransactionOperations transactions;
    private final NotificationMetrics metrics;

    SubscriptionDesk(
            SubscriptionBook book, FhirStore store, TransactionOperations transactions, NotificationMetrics metrics) {
        this.book = book;
        this.store = store;
        this.transactions = transactions;
        this.metrics = metrics;
    }

    /** From now on the subscription is told of everything that it asks for. */
    void activate(String id, Terms terms) {
        change(() -> {
            say(id, SubscriptionStatus.ACTIVE, null);
            return book.activate(id, terms.channel().heartbeat());
        });
    }

    /** The receiver, or the right to tell him, is lost; what waits is kept. */
    void stop(String id, Terms terms, String reason) {
        var stopped = change(() -> {
            say(id, SubscriptionStatus.ERROR, reason);
            return book.stop(id, "error");
        });
        if (stopped) {
            metrics.dead(terms);
        }
    }

    /** The subscription can hear nothing more of what it asked for; one that asks for something else by now is left alone. */
    void silence(String id, Terms asked, String reason) {
        var stillAsks = book.find(id)
                .filter(entry ->
                        entry.status().equals("active") && entry.terms().equals(asked))
                .isPresent();
        if (stillAsks) {
            stop(id, asked, reason);
        }
    }

    /** The time that the subscriber asked for is over. */
    void end(String id) {
        change(() -> {
            say(id, SubscriptionStatus.OFF, null);
            return book.stop(id, "off");
        });
    }

    /**
     * Tells again from that event on.
     *
     * @param from its number; without one, from the first that was not acknowledged
     */
    Subscription replay(String id, @Nullable Integer from) {
        return transactions.execute(status -> {
            var subscription = store.read(Subscription.class, id);
            var entry =
                    book.find(id).orElseThrow(() -> SubscriptionRefused.because("The subscription was never taken."));
            if (subscription.getStatus() == SubscriptionStatus.OFF
                    || subscription.getStatus() == SubscriptionStatus.REQUESTED) {
                throw SubscriptionRefused.because(
                        "A subscription is replayed while it is active or in error; this one is "
                                + subscription.getStatus().toCode() + ".");
            }
            if (from != null && (from < 1 || from > entry.events() + 1)) {
                throw SubscriptionRefused.because(
                        "The subscription has had " + entry.events() + " events; there is no number " + from + ".");
            }
            if (subscription.getStatus() == SubscriptionStatus.ERROR) {
                subscription.setStatus(SubscriptionStatus.REQUESTED).setErrorElement(null);
                subscription = store.update(subscription);
            }
            book.rewind(id, from == null ? entry.delivered() : from - 1);
            return subscription;
        });
    }

    private interface Step {
        boolean taken();
    }

    /** Both or nothing: a client who changed the Subscription in this very moment wins. */
    private boolean change(Step step) {
        try {
            return Boolean.TRUE.equals(transactions.execute(status -> {
                var taken = step.taken();
                if (!taken) {
                    status.setRollbackOnly();
                }
                return taken;
            }));
        } catch (RuntimeException failure) {
            if (Refusal.isLostRace(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private void say(String id, SubscriptionStatus status, @Nullable String error) {
        var subscription = store.read(Subscription.class, id);
        subscription.setStatus(status);
        subscription.setError(error);
        store.update(subscription);
    }
}

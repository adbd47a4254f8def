package org.openward.notifications;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.openward.audit.WriteAudit;
import org.openward.notifications.SubscriptionBook.Claimed;
import org.openward.notifications.SubscriptionBook.Entry;
import org.openward.notifications.carriers.Event;
import org.openward.notifications.carriers.Notice.Told;
import org.openward.notifications.terms.Terms.Content;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** How far one worker has come with one subscription: each step is a transaction, and none lasts while a receiver answers. */
@Component
class DeliveryBook {
    private final SubscriptionBook book;
    private final EventLog log;
    private final WriteAudit audit;
    private final TransactionOperations transactions;

    DeliveryBook(SubscriptionBook book, EventLog log, WriteAudit audit, TransactionOperations transactions) {
        this.book = book;
        this.log = log;
        this.audit = audit;
        this.transactions = transactions;
    }

    Optional<Claimed> claim(String id, String status, Duration span) {
        var lease = UUID.randomUUID().toString();
        var claimed = transactions.execute(open -> book.claim(id, status, lease, span));
        return claimed == null ? Optional.empty() : claimed;
    }

    Optional<Entry> find(String id) {
        return book.find(id);
    }

    /** How many events each of these active subscriptions has had. */
    Map<String, Long> events(Collection<String> ids) {
        return book.events(ids);
    }

    /** What follows after that event. */
    List<Event> after(Entry entry, long number) {
        return log.after(entry.id(), number, entry.terms().channel().most());
    }

    /** Notes what was shown at a socket, where nobody acknowledges. */
    void shown(Entry entry, List<Told> told) {
        transactions.executeWithoutResult(open -> told.forEach(one -> disclose(entry, one)));
    }

    /** Notes what was acknowledged and who has seen it; whether the worker still has the subscription for itself. */
    boolean acknowledged(Claimed claimed, List<Told> told, long upTo, Duration span) {
        return Boolean.TRUE.equals(transactions.execute(open -> {
            told.forEach(one -> disclose(claimed.entry(), one));
            return book.acknowledged(claimed, upTo, span);
        }));
    }

    private void disclose(Entry entry, Told told) {
        var channel = entry.terms().channel();
        if (channel.mediaType() == null || channel.content() == Content.EMPTY) {
            return;
        }
        var receiver = entry.terms().subscriber().grant().receiver();
        audit.sentOut(
                receiver,
                told.record(),
                "Subscription/" + entry.id() + " " + channel.kind().written());
    }

    void failed(Claimed claimed, Duration wait) {
        transactions.executeWithoutResult(open -> book.failed(claimed, wait));
    }

    void release(Claimed claimed) {
        transactions.executeWithoutResult(open -> book.release(claimed));
    }
}

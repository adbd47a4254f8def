package org.openward.notifications;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.notifications.SubscriptionBook.Entry;
import org.openward.notifications.carriers.Notice;
import org.openward.notifications.carriers.Notice.Told;
import org.openward.notifications.carriers.Notices;
import org.openward.notifications.carriers.Post;
import org.openward.notifications.terms.SubscriptionRefused;
import org.openward.notifications.terms.Terms;
import org.openward.notifications.terms.Terms.Content;
import org.openward.security.KeptGrant;
import org.springframework.stereotype.Component;

/** Answers what a subscriber asks about its subscriptions: how they stand, and what they were told. */
@Component
class SubscriptionAnswers {
    private static final int MOST_SUBSCRIPTIONS = 1000;
    private static final int MOST_EVENTS = 100;

    private final SubscriptionBook book;
    private final EventLog log;
    private final Post post;
    private final Notices notices;
    private final FhirStore store;

    SubscriptionAnswers(SubscriptionBook book, EventLog log, Post post, Notices notices, FhirStore store) {
        this.book = book;
        this.log = log;
        this.post = post;
        this.notices = notices;
        this.store = store;
    }

    /** How that one stands. */
    Bundle status(String id) {
        return statuses(Stream.of(find(id)));
    }

    /** How those stand, or all if none is named, that have one of the statuses, if some are named. */
    Bundle statuses(Collection<String> ids, Collection<String> wanted) {
        var entries = ids.isEmpty()
                ? book.all(MOST_SUBSCRIPTIONS).stream()
                : ids.stream().map(book::find).flatMap(Optional::stream);
        return statuses(entries.filter(entry -> wanted.isEmpty() || wanted.contains(entry.status())));
    }

    private Bundle statuses(Stream<Entry> entries) {
        var bundle = new Bundle().setType(BundleType.SEARCHSET);
        entries.forEach(entry -> {
            var notice = notice(entry, Notice.QUERY_STATUS, List.of());
            bundle.addEntry()
                    .setFullUrl("urn:uuid:" + UUID.randomUUID())
                    .setResource(notices.status(notice, Content.EMPTY))
                    .getSearch()
                    .setMode(SearchEntryMode.MATCH);
        });
        return bundle.setTotal(bundle.getEntry().size());
    }

    /**
     * The events of a subscription that are still kept, at most a hundred.
     *
     * @param asker who asks; shown is only what both he and the subscriber may see
     * @param content how much is said of each, nothing for as much as the subscriber wants
     */
    Bundle events(String id, Span span, KeptGrant asker, @Nullable Content content) {
        var entry = find(id);
        var events = log.after(id, span.from() - 1, MOST_EVENTS).stream()
                .filter(event -> event.number() <= span.to())
                .toList();
        var told = post.visibleTo(asker, post.visible(entry.terms(), events));
        var notice = notice(entry, Notice.QUERY_EVENTS, told);
        return notices.bundle(notice, content == null ? Notices.content(notice) : content);
    }

    /** Events by their numbers, both included. */
    record Span(long from, long to) {
        static Span of(@Nullable String from, @Nullable String to) {
            return new Span(number(from, 1), number(to, Long.MAX_VALUE));
        }

        private static long number(@Nullable String text, long usual) {
            if (text == null || text.isBlank()) {
                return usual;
            }
            if (!text.matches("\\d{1,18}")) {
                throw SubscriptionRefused.because("The number of an event is a number, such as 12.");
            }
            return Math.max(1, Long.parseLong(text));
        }
    }

    /** Refuses a subscription at whose websocket the asker may not listen: each hears his own only. */
    void checkMayListen(Collection<String> ids, KeptGrant asker) {
        for (var id : ids) {
            var terms = find(id).terms();
            if (terms.channel().kind() != Terms.Kind.WEBSOCKET) {
                throw SubscriptionRefused.because("The subscription " + id + " has no websocket.");
            }
            var subscriber = terms.subscriber().grant();
            if (subscriber.kind() != asker.kind() || !subscriber.subject().equals(asker.subject())) {
                throw SubscriptionRefused.notAllowed("Only the subscriber itself may listen to a subscription.");
            }
        }
    }

    private Entry find(String id) {
        return book.find(id).orElseThrow(() -> new ResourceNotFound("Subscription", id));
    }

    private Notice notice(Entry entry, String type, List<Told> told) {
        var error = entry.status().equals("error")
                ? store.find(Subscription.class, entry.id())
                        .map(Subscription::getError)
                        .orElse(null)
                : null;
        return new Notice(entry.id(), entry.terms(), entry.status(), type, entry.events(), told, error);
    }
}

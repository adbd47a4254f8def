package org.openward.notifications;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.changes.Change;
import org.openward.fhir.standing.StandingSearch;
import org.openward.fhir.standing.StandingSearches;
import org.openward.fhir.standing.UnusableSearch;
import org.openward.fhir.verbatim.RecordVersions;
import org.openward.notifications.SubscriptionBook.Entry;
import org.openward.notifications.terms.Terms;
import org.openward.notifications.terms.Topic;
import org.openward.notifications.terms.Topics;
import org.openward.security.StandingRights;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Who wants to hear of a change and may; works in the acting caller's tenant and the open transaction. */
@Component
class Audience {
    private static final Logger LOG = LoggerFactory.getLogger(Audience.class);
    static final String NO_LONGER_READ = "The server cannot look for what the subscription asks any more. ";
    private static final int MOST_TENANTS = 1000;

    private final SubscriptionBook book;
    private final StandingSearches searches;
    private final Topics topics;
    private final RecordVersions versions;
    private final StandingRights rights;
    private final NotificationMetrics metrics;
    private final Cache<TenantId, Roll> rolls =
            Caffeine.newBuilder().maximumSize(MOST_TENANTS).build();

    Audience(
            SubscriptionBook book,
            StandingSearches searches,
            Topics topics,
            RecordVersions versions,
            StandingRights rights,
            NotificationMetrics metrics) {
        this.book = book;
        this.searches = searches;
        this.topics = topics;
        this.versions = versions;
        this.rights = rights;
        this.metrics = metrics;
    }

    /**
     * The active subscriptions of a tenant by the type that they speak of.
     *
     * @param deaf those whose criteria nobody can read any more
     */
    record Roll(long generation, Map<String, Earshot> listeners, List<Deaf> deaf) {}

    /** An active subscription that is not told what it asked for, and why. */
    record Deaf(String id, Terms terms, String reason) {}

    /** The subscriptions to be told of a change, and those that cannot be. */
    record Heard(List<String> told, List<Deaf> deaf) {
        static final Heard NOTHING = new Heard(List.of(), List.of());
    }

    /** One active subscription, its searches read; the topic's own ones are nothing where it does not ask. */
    record Listener(
            String id,
            Terms terms,
            List<StandingSearch> searches,
            @Nullable Topic topic,
            @Nullable StandingSearch previous,
            @Nullable StandingSearch current) {}

    /** The subscriptions as they are now; read again only when the book has a new page. */
    Roll roll() {
        var tenant = Acting.tenant();
        var generation = book.generation();
        var known = rolls.getIfPresent(tenant);
        if (known != null && known.generation() == generation) {
            return known;
        }
        var deaf = new ArrayList<Deaf>();
        var listeners = book.active().stream()
                .flatMap(entry -> listener(entry, deaf).stream())
                .collect(Collectors.groupingBy(
                        one -> one.terms().type(), Collectors.collectingAndThen(Collectors.toList(), Earshot::of)));
        var roll = new Roll(generation, listeners, deaf);
        rolls.put(tenant, roll);
        return roll;
    }

    private Optional<Listener> listener(Entry entry, List<Deaf> deaf) {
        var named = entry.terms().topic();
        var topic = named == null ? null : topics.find(named).orElse(null);
        try {
            if (named == null || topic != null) {
                return Optional.of(listener(entry, topic));
            }
            deaf.add(new Deaf(entry.id(), entry.terms(), NO_LONGER_READ + "There is no topic " + named + "."));
        } catch (UnusableSearch withdrawn) {
            deaf.add(new Deaf(entry.id(), entry.terms(), NO_LONGER_READ + withdrawn.getMessage()));
        }
        LOG.warn("Subscription {} asks for what this server no longer knows.", entry.id());
        return Optional.empty();
    }

    private Listener listener(Entry entry, @Nullable Topic topic) {
        var terms = entry.terms();
        return new Listener(
                entry.id(),
                terms,
                terms.searches().stream().map(searches::read).toList(),
                topic,
                topic == null || topic.previous() == null ? null : searches.read(topic.previous()),
                topic == null || topic.current() == null ? null : searches.read(topic.current()));
    }

    /** Who is to be told of the change. */
    Heard of(Change change, Roll roll) {
        var listeners = roll.listeners().getOrDefault(change.type(), Earshot.EMPTY);
        return listeners.isEmpty()
                ? Heard.NOTHING
                : record(change)
                        .map(record -> hearing(change, record, listeners))
                        .orElse(Heard.NOTHING);
    }

    private Heard hearing(Change change, Resource record, Earshot listeners) {
        var now = searches.view(record);
        var hearing = new Hearing(searches, rights, change, now, () -> version(change, change.version() - 1));
        var told = listeners.near(now).stream()
                .filter(hearing::concerns)
                .map(Listener::id)
                .toList();
        metrics.compared(hearing.questions());
        return new Heard(told, hearing.deaf());
    }

    /** Of a deleted record, the version before. */
    private Optional<Resource> record(Change change) {
        var now = version(change, change.version());
        return now.isPresent() || !change.interaction().equals(Change.DELETE)
                ? now
                : version(change, change.version() - 1);
    }

    private Optional<Resource> version(Change change, long version) {
        return version < 1 ? Optional.empty() : versions.find(change.type(), change.id(), version);
    }
}

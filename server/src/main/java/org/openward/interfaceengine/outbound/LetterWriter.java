package org.openward.interfaceengine.outbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.changes.Change;
import org.openward.fhir.standing.StandingSearch;
import org.openward.fhir.standing.StandingSearches;
import org.openward.hl7v2.writing.CannotBeWritten;
import org.openward.interfaceengine.outbound.Destinations.Destination;
import org.openward.interfaceengine.outbound.letters.Composer;
import org.openward.interfaceengine.outbound.letters.ControlIds;
import org.openward.interfaceengine.outbound.letters.Terms.Feed;
import org.openward.security.StandingRights;
import org.springframework.stereotype.Component;

/** Puts the message of one change in line for one destination, if it is to be told and may be; what cannot be said is a Task. */
@Component
class LetterWriter {
    private static final int MOST_SEARCHES = 10_000;

    private final StandingSearches searches;
    private final StandingRights rights;
    private final Composer composer;
    private final OutboundMessages messages;
    private final UndeliveredMessages undelivered;
    private final OutboundMetrics metrics;
    private final Cache<String, StandingSearch> known =
            Caffeine.newBuilder().maximumSize(MOST_SEARCHES).build();

    LetterWriter(
            StandingSearches searches,
            StandingRights rights,
            Composer composer,
            OutboundMessages messages,
            UndeliveredMessages undelivered,
            OutboundMetrics metrics) {
        this.searches = searches;
        this.rights = rights;
        this.composer = composer;
        this.messages = messages;
        this.undelivered = undelivered;
        this.metrics = metrics;
    }

    /** Whether there is now something more in line for the destination. */
    boolean write(Destination destination, Change change, Resource record) {
        var terms = destination.terms();
        var feed = feed(terms.feeds(), change, record);
        if (feed.isEmpty() || !rights.sees(terms.grant(), record)) {
            return false;
        }
        try {
            var written = composer.compose(terms, feed.get().content(), change, record);
            written.ifPresent(message ->
                    messages.add(destination, change, Composer.patientOf(record).orElse(null), message));
            return written.isPresent();
        } catch (CannotBeWritten obstacle) {
            leave(destination, change, record, obstacle.why());
            return false;
        }
    }

    /** The record broke the writing itself, which is a fault of this program; nothing is lost and nobody waits for it. */
    void giveUp(Destination destination, Change change, Resource record) {
        leave(destination, change, record, "The server could not write the message; its log says why.");
    }

    private void leave(Destination destination, Change change, Resource record, String why) {
        var patient = Composer.patientOf(record).orElse(null);
        var message = messages.addUnwritten(destination, change, patient, "", ControlIds.next());
        undelivered.stop(message, new Reply(Reply.Verdict.REFUSED, "", why), null);
        metrics.dead(destination.id());
    }

    private Optional<Feed> feed(List<Feed> feeds, Change change, Resource record) {
        return feeds.stream()
                .filter(feed -> feed.content().type().equals(change.type()))
                .filter(feed -> matches(feed, record))
                .findFirst();
    }

    private boolean matches(Feed feed, Resource record) {
        if (feed.criteria().isEmpty()) {
            return true;
        }
        var viewed = searches.view(record);
        return feed.criteria().stream()
                .map(criteria -> known.get(criteria, searches::read))
                .anyMatch(search -> searches.matches(search, viewed));
    }
}

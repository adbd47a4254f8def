package org.openward.notifications;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.changes.Change;
import org.openward.fhir.standing.StandingSearch;
import org.openward.fhir.standing.StandingSearches;
import org.openward.fhir.standing.UnusableSearch;
import org.openward.fhir.standing.Viewed;
import org.openward.notifications.Audience.Deaf;
import org.openward.notifications.Audience.Listener;
import org.openward.notifications.terms.Topic;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.util.function.SingletonSupplier;

/** One change before all who may want to hear of it; the same question is put to the record once. */
final class Hearing {
    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);

    private final StandingSearches searches;
    private final StandingRights rights;
    private final Change change;
    private final Viewed now;
    private final SingletonSupplier<Optional<Viewed>> before;
    private final Map<String, Boolean> answers = new HashMap<>();
    private final Map<KeptGrant, Boolean> allowed = new HashMap<>();
    private final List<Deaf> deaf = new ArrayList<>();

    /** @param earlier finds the version before, which few ask for */
    Hearing(
            StandingSearches searches,
            StandingRights rights,
            Change change,
            Viewed now,
            Supplier<Optional<Resource>> earlier) {
        this.searches = searches;
        this.rights = rights;
        this.change = change;
        this.now = now;
        this.before = SingletonSupplier.of(() -> earlier.get().map(searches::view));
    }

    /** Whether that subscription is to be told: it asks for it, and its subscriber may see the record. */
    boolean concerns(Listener listener) {
        try {
            return isAskedFor(listener) && maySee(listener);
        } catch (DataAccessException unreachable) {
            throw unreachable;
        } catch (UnusableSearch withdrawn) {
            missed(listener, Audience.NO_LONGER_READ + withdrawn.getMessage());
            return false;
        } catch (RuntimeException failure) {
            // One search that fails must not hold up all others for ever; only the kind, since a text may quote a
            // record.
            LOG.error(
                    "Subscription {} could not be asked about {}/{} ({}).",
                    listener.id(),
                    change.type(),
                    change.id(),
                    failure.getClass().getName());
            missed(listener, "A change could not be compared with what the subscription asks for, and is not told.");
            return false;
        }
    }

    /** Whose right to the whole type is lost hears nothing at all; what else he may not see is none of his. */
    private boolean maySee(Listener listener) {
        var grant = listener.terms().subscriber().grant();
        var sees = allowed.computeIfAbsent(grant, kept -> rights.sees(kept, now.record()));
        if (!sees && !rights.seesSome(grant, change.type())) {
            missed(listener, "The subscriber may not search for and read " + change.type() + " any more.");
        }
        return sees;
    }

    private void missed(Listener listener, String reason) {
        deaf.add(new Deaf(listener.id(), listener.terms(), reason));
    }

    /** Those that were not told though they may have had to be. */
    List<Deaf> deaf() {
        return deaf;
    }

    /** How many different questions were put to the record. */
    int questions() {
        return answers.size();
    }

    private boolean isAskedFor(Listener listener) {
        var topic = listener.topic();
        var happened = topic == null
                ? !change.interaction().equals(Change.DELETE)
                : topic.interactions().contains(change.interaction()) && isTriggered(listener, topic);
        return happened
                && listener.terms().searches().stream()
                        .allMatch(text -> answers.computeIfAbsent(text, unanswered -> matches(listener, unanswered)));
    }

    private boolean matches(Listener listener, String text) {
        return searches.matches(
                listener.searches().get(listener.terms().searches().indexOf(text)), now);
    }

    private boolean isTriggered(Listener listener, Topic topic) {
        return answers.computeIfAbsent(
                topic.url(),
                url -> wasAsAsked(listener.previous(), topic)
                        && (change.interaction().equals(Change.DELETE) || isAsAsked(listener.current())));
    }

    private boolean isAsAsked(@Nullable StandingSearch current) {
        return current == null || searches.matches(current, now);
    }

    private boolean wasAsAsked(@Nullable StandingSearch previous, Topic topic) {
        if (previous == null) {
            return true;
        }
        return switch (change.interaction()) {
            case Change.CREATE -> topic.onCreate() == Topic.OnCreate.PASSES;
            case Change.DELETE -> searches.matches(previous, now);
            default -> before.obtain()
                    .map(viewed -> searches.matches(previous, viewed))
                    .orElse(topic.onCreate() == Topic.OnCreate.PASSES);
        };
    }
}

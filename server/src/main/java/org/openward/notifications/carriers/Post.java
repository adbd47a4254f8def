package org.openward.notifications.carriers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.verbatim.RecordVersions;
import org.openward.notifications.carriers.Notice.Told;
import org.openward.notifications.terms.Terms;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.springframework.stereotype.Component;

/** Finds the records that a notification shows and hands it to the carrier of its channel. */
@Component
public class Post {
    private final RecordVersions versions;
    private final StandingRights rights;
    private final Letters letters;
    private final Notices notices;
    private final Map<Terms.Kind, Carrier> carriers;

    Post(RecordVersions versions, StandingRights rights, Letters letters, Notices notices, List<Carrier> carriers) {
        this.versions = versions;
        this.rights = rights;
        this.letters = letters;
        this.notices = notices;
        this.carriers = carriers.stream().collect(Collectors.toMap(Carrier::kind, Function.identity()));
    }

    /** The events that the subscriber may be told of, with their records as they were; works in the acting tenant. */
    public List<Told> visible(Terms terms, List<Event> events) {
        var told = new ArrayList<Told>();
        for (var event : events) {
            record(event)
                    .filter(record -> rights.sees(terms.subscriber().grant(), record))
                    .ifPresent(record -> told.add(new Told(event, record)));
        }
        return told;
    }

    /** Those among them that somebody else may see too. */
    public List<Told> visibleTo(KeptGrant other, List<Told> told) {
        return told.stream().filter(one -> rights.sees(other, one.record())).toList();
    }

    /** Of a deleted record, the version before. */
    private Optional<Resource> record(Event event) {
        var now = versions.find(event.type(), event.id(), event.version());
        return now.isPresent() || event.version() < 2 || !event.interaction().equals("delete")
                ? now
                : versions.find(event.type(), event.id(), event.version() - 1);
    }

    /** Whose receivers share a way with this one. */
    public String way(Terms terms) {
        return carrier(terms).way(terms);
    }

    /** Sends what R4 says, for one event. */
    public void sendPlain(Terms terms, Told told, Duration patience) throws NotDelivered {
        carrier(terms).carry(terms, letters.plain(terms, told.event(), told.record()), patience);
    }

    /** Sends what the guide says, for any number of events. */
    public void send(Notice notice, Duration patience) throws NotDelivered {
        var terms = notice.terms();
        var bundle = notices.bundle(notice, Notices.content(notice));
        carrier(terms).carry(terms, letters.of(terms, bundle), patience);
    }

    /** A notice as it is said at a socket. */
    public String written(Notice notice) {
        return letters.of(notice.terms(), notices.bundle(notice, Notices.content(notice)))
                .body();
    }

    private Carrier carrier(Terms terms) {
        var carrier = carriers.get(terms.channel().kind());
        if (carrier == null) {
            throw new IllegalStateException(
                    "Nobody carries letters by " + terms.channel().kind() + ".");
        }
        return carrier;
    }
}

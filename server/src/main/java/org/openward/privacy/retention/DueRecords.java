package org.openward.privacy.retention;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.openward.audit.PatientsTouched;
import org.openward.fhir.FhirStore;
import org.openward.fhir.erasing.StoredIndex;
import org.openward.privacy.retention.RetentionSettings.Rule;
import org.springframework.stereotype.Component;

/** Finds the records of the acting tenant that a rule speaks of, the oldest first, and locks none of them. */
@Component
class DueRecords {
    private static final int AT_ONCE = 500;

    private final FhirStore store;
    private final StoredIndex index;
    private final Clock clock;
    private final FhirContext context;
    private final PatientsTouched patients;

    DueRecords(FhirStore store, StoredIndex index, Clock clock, FhirContext context) {
        this.store = store;
        this.index = index;
        this.clock = clock;
        this.context = context;
        this.patients = new PatientsTouched(context);
    }

    /**
     * A record that is old enough.
     *
     * @param version which one of it was found
     * @param patients the ids of those whose it is
     */
    record Old(String id, long version, Set<String> patients) {}

    /**
     * How far a walk has come. Of many records that were changed in one moment some may be on this page and some on the next.
     *
     * @param seen the ids of those of that moment that were looked at
     */
    record Place(Instant moment, Set<String> seen) {
        static final Place BEGIN = new Place(Instant.EPOCH, Set.of());

        Place {
            seen = Set.copyOf(seen);
        }

        private Place after(Instant last, Collection<String> ids) {
            var all = new HashSet<>(last.equals(moment) ? seen : Set.<String>of());
            all.addAll(ids);
            return new Place(last, all);
        }
    }

    /**
     * Some records of a rule.
     *
     * @param next where there may be more; nothing if there are none
     */
    record Page(List<Old> records, Optional<Place> next) {}

    Page page(Rule rule, Place from) {
        var found = search(
                rule,
                "_lastUpdated=lt" + clock.instant().minus(rule.olderThan()).truncatedTo(ChronoUnit.MILLIS)
                        + "&_lastUpdated=ge" + from.moment() + "&_sort=_lastUpdated");
        var fresh = found.stream()
                .filter(record -> !from.seen().contains(id(record)))
                .toList();
        if (found.size() < FhirStore.MOST_MATCHES) {
            return new Page(old(fresh), Optional.empty());
        }
        if (fresh.isEmpty()) {
            return ofOneMoment(rule, from);
        }
        var last = changed(found.get(found.size() - 1));
        var ids = found.stream()
                .filter(record -> changed(record).equals(last))
                .map(DueRecords::id)
                .toList();
        return new Page(old(fresh), Optional.of(from.after(last, ids)));
    }

    /** More records than a search gives at once have one time, as after an import: they are told apart by their ids. */
    private Page ofOneMoment(Rule rule, Place from) {
        var some = index.changedAt(rule.type(), from.moment()).stream()
                .filter(id -> !from.seen().contains(id))
                .limit(AT_ONCE)
                .toList();
        if (some.isEmpty()) {
            return new Page(List.of(), Optional.of(new Place(from.moment().plusMillis(1), Set.of())));
        }
        var found = search(rule, "_id=" + String.join(",", some));
        return new Page(old(found), Optional.of(from.after(from.moment(), some)));
    }

    private List<? extends Resource> search(Rule rule, String which) {
        var type = context.getResourceDefinition(rule.type())
                .getImplementingClass()
                .asSubclass(Resource.class);
        return store.search(type, which + (rule.search() == null ? "" : "&" + rule.search()));
    }

    private List<Old> old(List<? extends Resource> records) {
        return records.stream()
                .map(record -> new Old(id(record), record.getIdElement().getVersionIdPartAsLong(), patients.in(record)))
                .toList();
    }

    private static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }

    private static Instant changed(Resource record) {
        return record.getMeta().getLastUpdated().toInstant();
    }
}

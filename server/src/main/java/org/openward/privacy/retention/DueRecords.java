package org.openward.privacy.retention;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Resource;
import org.openward.audit.PatientsTouched;
import org.openward.fhir.FhirStore;
import org.openward.fhir.erasing.StoredRecord;
import org.openward.fhir.erasing.StoredTexts;
import org.openward.privacy.erasure.LegalHolds;
import org.openward.privacy.retention.RetentionSettings.Rule;
import org.springframework.stereotype.Component;

/** Finds the records of the acting tenant that a rule would remove, the oldest first, and says of each whether it may go. */
@Component
class DueRecords {
    private final FhirStore store;
    private final StoredTexts texts;
    private final LegalHolds holds;
    private final Clock clock;
    private final FhirContext context;
    private final PatientsTouched patients;

    DueRecords(FhirStore store, StoredTexts texts, LegalHolds holds, Clock clock, FhirContext context) {
        this.store = store;
        this.texts = texts;
        this.holds = holds;
        this.clock = clock;
        this.context = context;
        this.patients = new PatientsTouched(context);
    }

    /** Whether a record that is old enough may be removed. */
    enum Fate {
        DUE,
        /** The records of its patient are under a legal hold. */
        HELD,
        /** Another record refers to it. */
        REFERRED
    }

    /**
     * Some records of a rule.
     *
     * @param last when the last of them was changed; nothing when there are no more behind it
     */
    record Some(Map<StoredRecord, Fate> fates, Optional<Instant> last) {}

    /** Those behind that moment. Nobody can put one of their patients under a hold until the transaction ends. */
    Some after(Instant moment, Rule rule) {
        var type = context.getResourceDefinition(rule.type())
                .getImplementingClass()
                .asSubclass(Resource.class);
        var query = "_lastUpdated=lt" + clock.instant().minus(rule.olderThan()).truncatedTo(ChronoUnit.MILLIS)
                + "&_lastUpdated=gt" + moment + "&_sort=_lastUpdated"
                + (rule.search() == null ? "" : "&" + rule.search());
        var found = store.search(type, query);
        var owners = new HashMap<String, Set<String>>();
        var all = new TreeSet<String>();
        for (var record : found) {
            var whose = patients.in(record);
            owners.put(record.getIdElement().getIdPart(), whose);
            all.addAll(whose);
        }
        texts.lock("Patient", all);
        var held = holds.among(all);
        var fates = new HashMap<StoredRecord, Fate>();
        for (var record : texts.lock(rule.type(), owners.keySet())) {
            var isHeld = owners.getOrDefault(record.id(), Set.of()).stream().anyMatch(held::contains);
            fates.put(record, isHeld ? Fate.HELD : texts.isReferredTo(record) ? Fate.REFERRED : Fate.DUE);
        }
        return new Some(fates, last(found));
    }

    private static Optional<Instant> last(List<? extends Resource> found) {
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        found.get(found.size() - 1).getMeta().getLastUpdated().toInstant());
    }
}

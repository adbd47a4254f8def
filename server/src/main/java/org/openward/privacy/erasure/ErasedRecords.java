package org.openward.privacy.erasure;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirStore;
import org.openward.fhir.erasing.StoredRecord;
import org.openward.fhir.erasing.StoredTexts;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Erases a person from the FHIR records, in all their versions: some types are removed, the others pseudonymised, the Patient becomes a tombstone. */
@Component
@EnableConfigurationProperties(ErasureSettings.class)
class ErasedRecords {
    private static final String PATIENT = "Patient";
    private static final String BINARY = "Binary";

    private final StoredTexts texts;
    private final FhirStore store;
    private final ErasureSettings settings;
    private final Clock clock;

    ErasedRecords(StoredTexts texts, FhirStore store, ErasureSettings settings, Clock clock) {
        this.texts = texts;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What became of the records.
     *
     * @param all the names of those that spoke of the person, removed or not
     * @param own those of them that spoke of nobody else
     * @param pseudonymised how many of them had to be changed
     */
    record Erased(Set<String> all, Set<String> own, int removed, int pseudonymised) {}

    Erased erase(Person person, String task) {
        var pseudonymization = new Pseudonymization(person.patients(), person.words(), RecordNames.here());
        var all = new TreeSet<String>();
        var own = new TreeSet<String>();
        var binaries = new TreeSet<String>();
        var removed = new ArrayList<StoredRecord>();
        var pseudonymised = 0;
        for (var record : texts.mentioning(signsOf(person))) {
            var mentions = mentions(record, pseudonymization);
            if (isOnePerson(record, person) || !mentions.isOfThePerson()) {
                continue;
            }
            all.add(record.name());
            if (!mentions.isOfOthersToo()) {
                own.add(record.name());
            }
            binaries.addAll(mentions.binaries());
            if (settings.removedTypes().contains(record.type()) && !mentions.isOfOthersToo()) {
                removed.add(record);
            } else if (pseudonymise(record, pseudonymization)) {
                pseudonymised++;
            }
        }
        removed.forEach(texts::remove);
        var scans = removeUnused(binaries);
        person.patients().forEach(patient -> bury(patient, person, task));
        return new Erased(all, own, removed.size() + scans, pseudonymised);
    }

    private static boolean isOnePerson(StoredRecord record, Person person) {
        return PATIENT.equals(record.type()) && person.patients().contains(record.id());
    }

    /** What a stored record of this person holds, whichever way it names him. */
    private List<String> signsOf(Person person) {
        return Stream.concat(
                        person.patients().stream().flatMap(id -> ends(PATIENT, id)),
                        person.words().numbers().stream().flatMap(number -> texts.signsOf(number.value()).stream()))
                .toList();
    }

    /** A reference that names no version, or one. */
    private static Stream<String> ends(String type, String id) {
        return Stream.of(type + "/" + id + "\"", type + "/" + id + "/");
    }

    private Mentions mentions(StoredRecord record, Pseudonymization person) {
        var mentions = new Mentions(person);
        texts.versionsOf(record).forEach(text -> mentions.read(texts.read(text)));
        return mentions;
    }

    private boolean pseudonymise(StoredRecord record, Pseudonymization pseudonymization) {
        var changed = false;
        for (var text : texts.versionsOf(record)) {
            var said = texts.read(text);
            var before = texts.written(said);
            pseudonymization.apply(said);
            var after = texts.written(said);
            if (!before.equals(after)) {
                texts.rewrite(record, text.version(), after);
                changed = true;
                if (text.newest()) {
                    texts.indexAgain(record);
                }
            }
        }
        return changed;
    }

    /** Of the scans that those records held, each that no other record holds. */
    private int removeUnused(Set<String> binaries) {
        var count = 0;
        for (var scan : binaries.isEmpty() ? List.<StoredRecord>of() : texts.lock(BINARY, binaries)) {
            if (texts.mentioning(ends(BINARY, scan.id()).toList()).isEmpty()) {
                texts.remove(scan);
                count++;
            }
        }
        return count;
    }

    private void bury(String id, Person person, String task) {
        var thisYear = clock.instant().atZone(ZoneOffset.UTC).getYear();
        for (var record : texts.lock(PATIENT, List.of(id))) {
            var living = store.find(Patient.class, id);
            if (living.isPresent()) {
                var buried = store.update(Tombstone.of(living.get(), task, person.patients(), thisYear));
                texts.forgetBefore(record, Long.parseLong(buried.getMeta().getVersionId()));
            } else {
                texts.remove(record);
            }
        }
    }
}

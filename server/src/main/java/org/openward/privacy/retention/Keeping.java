package org.openward.privacy.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openward.fhir.erasing.StoredIndex;
import org.openward.fhir.erasing.StoredRecord;
import org.openward.fhir.erasing.StoredTexts;
import org.openward.privacy.erasure.LegalHolds;
import org.openward.privacy.retention.DueRecords.Old;
import org.springframework.stereotype.Component;

/**
 * Says of old records whether something keeps them: first of many, without keeping anybody from writing, then of a few that are about to go, with
 * locks that last until they are gone.
 */
@Component
class Keeping {
    /** Who wrote a reference while the first look was taken may have begun before it, by a clock of another server. */
    private static final Duration MARGIN = Duration.ofMinutes(15);

    private static final String BINARY = "Binary";

    private final StoredTexts texts;
    private final StoredIndex index;
    private final LegalHolds holds;
    private final Clock clock;

    Keeping(StoredTexts texts, StoredIndex index, LegalHolds holds, Clock clock) {
        this.texts = texts;
        this.index = index;
        this.holds = holds;
        this.clock = clock;
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
     * What a first look says.
     *
     * @param since whatever was written before was seen
     * @param scans the Binaries of those that are due
     */
    record Look(Map<Old, Fate> fates, Instant since, Scans scans) {
        List<Old> due() {
            return fates.entrySet().stream()
                    .filter(entry -> entry.getValue() == Fate.DUE)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /**
     * The contents of documents and pictures that lie beside their records.
     *
     * @param of the ids of the Binaries by the id of the record
     * @param namers who names a Binary, by its id
     */
    record Scans(Map<String, Set<String>> of, Map<String, Set<String>> namers) {
        /** The Binaries of a record that nobody names once those are gone. */
        Set<String> without(StoredRecord record, Set<String> gone) {
            return of.getOrDefault(record.id(), Set.of()).stream()
                    .filter(scan -> gone.containsAll(namers.getOrDefault(scan, Set.of())))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    Look look(String type, List<Old> records) {
        var since = clock.instant().minus(MARGIN);
        var held = held(records);
        Map<Old, Fate> fates = new LinkedHashMap<>();
        records.forEach(record -> fates.put(record, isHeld(record, held) ? Fate.HELD : Fate.DUE));
        refer(fates, index.linked(type, due(fates)));
        var due = due(fates);
        if (!due.isEmpty()) {
            refer(fates, index.named(type, due));
        }
        return new Look(fates, since, scans(type, due(fates)));
    }

    private static Set<String> due(Map<Old, Fate> fates) {
        return fates.entrySet().stream()
                .filter(entry -> entry.getValue() == Fate.DUE)
                .map(entry -> entry.getKey().id())
                .collect(Collectors.toSet());
    }

    private static void refer(Map<Old, Fate> fates, Set<String> named) {
        fates.replaceAll((record, fate) -> fate == Fate.DUE && named.contains(record.id()) ? Fate.REFERRED : fate);
    }

    private Scans scans(String type, Set<String> due) {
        var of = index.binariesOf(type, due);
        var all = of.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        return new Scans(of, all.isEmpty() ? Map.of() : index.namersOfBinaries(all));
    }

    private Set<String> held(Collection<Old> records) {
        return holds.among(
                records.stream().flatMap(record -> record.patients().stream()).collect(Collectors.toSet()));
    }

    private static boolean isHeld(Old record, Set<String> held) {
        return record.patients().stream().anyMatch(held::contains);
    }

    /**
     * Asks again of those that are about to be removed; one that somebody has changed meanwhile is not old any more, and not among them. Nobody
     * changes or refers to them, nor puts one of their patients under a hold, until the transaction ends.
     */
    Map<StoredRecord, Fate> settle(String type, List<Old> due, Instant since) {
        texts.lock(
                "Patient",
                due.stream().flatMap(record -> record.patients().stream()).collect(Collectors.toSet()));
        var found = due.stream().collect(Collectors.toMap(Old::id, Function.identity()));
        var records = texts.lock(type, found.keySet());
        var held = held(due);
        var referred = new TreeSet<>(index.linked(type, found.keySet()));
        referred.addAll(index.namedSince(since, type, found.keySet()));
        Map<StoredRecord, Fate> fates = new HashMap<>();
        for (var record : records) {
            var known = found.get(record.id());
            if (known != null && known.version() == record.version()) {
                var stays = referred.contains(record.id()) ? Fate.REFERRED : Fate.DUE;
                fates.put(record, isHeld(known, held) ? Fate.HELD : stays);
            }
        }
        return fates;
    }

    /** Removes a record, and those of its Binaries that nobody names any more. */
    void remove(StoredRecord record, Scans scans, Set<String> gone) {
        texts.remove(record);
        gone.add(record.name());
        var unused = scans.without(record, gone);
        if (!unused.isEmpty()) {
            texts.lock(BINARY, unused).forEach(texts::remove);
        }
    }
}

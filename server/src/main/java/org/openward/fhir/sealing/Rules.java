package org.openward.fhir.sealing;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What this server does at the moment: how it writes, what it can read, and what searches have to look for. */
final class Rules {
    static final Rules NONE = new Rules(List.of(), List.of());

    private final Map<String, FieldKey> keys = new LinkedHashMap<>();
    private final List<Regime> regimes;
    private final List<Regime> current;
    private final @Nullable Regime present;
    private final Set<String> ever;
    private final Set<String> searched;

    /** @param regimes the oldest first */
    Rules(List<FieldKey> keys, List<Regime> regimes) {
        keys.forEach(key -> this.keys.put(key.id(), key));
        this.regimes = List.copyOf(regimes);
        this.current = List.copyOf(sinceFinished(regimes));
        this.present = regimes.stream()
                .filter(Regime::effective)
                .reduce((former, later) -> later)
                .orElse(null);
        this.ever = systems(regimes);
        this.searched = systems(current);
    }

    private static Set<String> systems(List<Regime> regimes) {
        return regimes.stream().flatMap(regime -> regime.systems().stream()).collect(Collectors.toUnmodifiableSet());
    }

    private static List<Regime> sinceFinished(List<Regime> regimes) {
        for (var last = regimes.size() - 1; last >= 0; last--) {
            if (regimes.get(last).finished()) {
                return regimes.subList(last, regimes.size());
            }
        }
        return regimes;
    }

    /** With these keys, and what all servers do by now. */
    Rules asOf(List<FieldKey> held, List<Regime> others) {
        return regimes.equals(others) && keys().equals(held) ? this : new Rules(held, others);
    }

    /** Whether anything was ever sealed in this database. */
    boolean areInUse() {
        return !regimes.isEmpty();
    }

    /** Whether this server has the keys of all that is written, or that may still stand where searches look. */
    boolean areComplete() {
        return missing().isEmpty();
    }

    private Optional<String> missing() {
        return current.stream()
                .filter(regime -> !regime.finished() || !regime.systems().isEmpty())
                .map(Regime::keyId)
                .filter(key -> !keys.containsKey(key))
                .findFirst();
    }

    /**
     * All keys of this server.
     *
     * @throws KeyMissing when there are others, so that something would be overlooked with these
     */
    List<FieldKey> allKeys() {
        missing().ifPresent(key -> {
            throw new KeyMissing(key);
        });
        return keys();
    }

    List<FieldKey> keys() {
        return List.copyOf(keys.values());
    }

    Optional<FieldKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** The systems whose numbers are sealed as they are written. */
    Set<String> systems() {
        return present == null ? Set.of() : present.systems();
    }

    /**
     * The key that seals.
     *
     * @throws KeyMissing when another server has it, and this one has not
     */
    FieldKey present() {
        if (present == null) {
            throw new IllegalStateException("Nothing is sealed.");
        }
        return key(present.keyId()).orElseThrow(() -> new KeyMissing(present.keyId()));
    }

    /** The key with which digests are made; none where nothing is sealed. */
    Optional<FieldKey> digesting() {
        return systems().isEmpty() ? Optional.empty() : Optional.of(present());
    }

    /**
     * The keys of the digests that keep two servers from doing the same at once, while they may go by different rules: that of each rule that
     * any of them goes by, so that they always have one in common. None stands for no digest at all.
     */
    List<Optional<FieldKey>> sharedDigesting() {
        var shared = new LinkedHashSet<Optional<String>>();
        if (present == null) {
            shared.add(Optional.empty());
        }
        current.forEach(
                regime -> shared.add(regime.systems().isEmpty() ? Optional.empty() : Optional.of(regime.keyId())));
        return shared.stream()
                .map(id -> id.map(known -> key(known).orElseThrow(() -> new KeyMissing(known))))
                .toList();
    }

    /** The systems whose numbers may be sealed somewhere. */
    Set<String> ever() {
        return ever;
    }

    /** The systems whose numbers searches have to look for by token. */
    Set<String> searched() {
        return searched;
    }

    /** Whether all that searches look at is as the newest regime says. */
    boolean isFinished() {
        return regimes.isEmpty() || regimes.get(regimes.size() - 1).finished();
    }

    /** The newest regime, if what is stored has still to be brought to it, or to a newer one. */
    Optional<Regime> unfinished() {
        return isFinished() ? Optional.empty() : Optional.of(regimes.get(regimes.size() - 1));
    }

    /** The keys whose tokens may be in what searches look at. */
    List<FieldKey> searchedKeys() {
        return isFinished() && present != null ? List.of(present()) : allKeys();
    }
}

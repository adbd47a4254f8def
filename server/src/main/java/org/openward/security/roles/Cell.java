package org.openward.security.roles;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One right in a cell of the matrix, such as {@code U a o status=preliminary}.
 *
 * @param reaches all of them must hold
 * @param values codes that a record has before the deed, by search parameter; after it too, but for its status
 * @param mask the name of what is left of a record for its reader
 * @param only the elements that a change may touch; all, if none is named
 */
record Cell(
        Set<Deed> deeds,
        Set<Reach> reaches,
        Map<String, List<String>> values,
        Optional<String> mask,
        Set<String> only) {
    private static final String ONLY = "only=";
    private static final String STATUS = "status";

    static Cell of(String text) {
        var words = text.strip().split("\\s+", -1);
        var deeds = EnumSet.noneOf(Deed.class);
        words[0].chars().forEach(letter -> deeds.add(Deed.of((char) letter)));
        var reaches = EnumSet.noneOf(Reach.class);
        var values = new LinkedHashMap<String, List<String>>();
        Optional<String> mask = Optional.empty();
        Set<String> only = Set.of();
        for (var word : List.of(words).subList(1, words.length)) {
            if (word.startsWith(ONLY)) {
                only = Set.of(word.substring(ONLY.length()).split("\\+", -1));
            } else if (word.contains("=")) {
                values.putAll(conditions(word));
            } else if (Reach.of(word).isPresent()) {
                reaches.add(Reach.of(word).orElseThrow());
            } else {
                mask = Optional.of(word);
            }
        }
        return new Cell(deeds, reaches, Map.copyOf(values), mask, only);
    }

    /** {@code category=a+b} means one of both; where a code has its system, as {@code system|code}. */
    static Map<String, List<String>> conditions(String word) {
        var parts = word.split("=", 2);
        return Map.of(parts[0], List.of(parts[1].split("\\+", -1)));
    }

    /** The codes that no change takes away: a draft becomes a final record, and a nurse's note no doctor's. */
    Map<String, List<String>> lasting() {
        return values.entrySet().stream()
                .filter(each -> !each.getKey().equals(STATUS))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether it holds for every record of its group. */
    boolean isForAll() {
        return reaches.isEmpty() && values.isEmpty();
    }
}

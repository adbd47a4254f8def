package org.openward.security.scopes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Several lists of search conditions: a record meets them if it meets all of one of the lists, and not otherwise.
 *
 * @param common what is in each of the lists
 * @param apart each list without that, and none that finds nothing but what another finds
 */
public record Alternatives(List<String> common, List<List<String>> apart) {
    /** With these, what stands between commas is none of the values, or not both. */
    private static final List<String> NO_ALTERNATIVES = List.of(":not", ":not-in", ":missing");

    public Alternatives {
        common = List.copyOf(common);
        apart = List.copyOf(apart);
    }

    /**
     * What a record meets that meets all of one of the lists.
     *
     * @param lists each with conditions as {@code name=value}, without a comma in it
     */
    public static Alternatives of(Collection<? extends Collection<String>> lists) {
        var widest = withoutNarrower(lists);
        var common = new LinkedHashSet<String>();
        widest.stream().limit(1).forEach(common::addAll);
        widest.forEach(common::retainAll);
        return new Alternatives(
                List.copyOf(common),
                widest.stream().map(list -> without(common, list)).toList());
    }

    /** The conditions of one search that finds just these records; nothing where no single search can say that, or where there is no list. */
    public Optional<List<String>> together() {
        if (apart.size() < 2) {
            return apart.stream().findFirst().map(nothing -> common);
        }
        return eitherOf(apart)
                .map(either -> Stream.concat(common.stream(), Stream.of(either)).toList());
    }

    /** Who finds all of another list's records adds nothing by asking for more. */
    private static List<Set<String>> withoutNarrower(Collection<? extends Collection<String>> lists) {
        List<Set<String>> distinct =
                lists.stream().<Set<String>>map(LinkedHashSet::new).distinct().toList();
        return distinct.stream()
                .filter(list -> distinct.stream().noneMatch(other -> !other.equals(list) && list.containsAll(other)))
                .toList();
    }

    private static List<String> without(Set<String> common, Set<String> list) {
        return list.stream().filter(condition -> !common.contains(condition)).toList();
    }

    /** Several values of one search parameter are alternatives when a comma stands between them. */
    private static Optional<String> eitherOf(List<List<String>> lists) {
        var names = new LinkedHashSet<String>();
        var values = new ArrayList<String>();
        for (var conditions : lists) {
            if (conditions.size() != 1) {
                return Optional.empty();
            }
            var parts = conditions.get(0).split("=", 2);
            names.add(parts[0]);
            values.add(parts[1]);
        }
        return names.size() == 1
                        && NO_ALTERNATIVES.stream().noneMatch(names.iterator().next()::endsWith)
                ? Optional.of(names.iterator().next() + "=" + String.join(",", values))
                : Optional.empty();
    }
}

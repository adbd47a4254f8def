package org.openward.security.masks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The elements that are left of a record; all others are removed. Id and meta always stay, and of a type that it does not name nothing
 * else.
 *
 * @param kept names of elements by FHIR type; {@code identifier=MR+ACSN} keeps identifiers of those kinds
 */
public record Mask(Map<String, List<String>> kept) {
    private static final String SOME_IDENTIFIERS = "identifier=";

    public Mask {
        kept = Map.copyOf(kept);
    }

    /** What both leave, taken together: somebody with two roles sees what either shows. */
    public Mask and(Mask other) {
        return new Mask(Stream.of(kept, other.kept)
                .flatMap(each -> each.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (some, more) -> Stream.concat(
                                some.stream(), more.stream())
                        .distinct()
                        .toList())));
    }

    /** Whether the element stays as it is. */
    public boolean keeps(String type, String element) {
        return kept.getOrDefault(type, List.of()).contains(element);
    }

    /** The kinds of identifiers that stay, where not all do. */
    public Set<String> keptIdentifiers(String type) {
        return kept.getOrDefault(type, List.of()).stream()
                .filter(name -> name.startsWith(SOME_IDENTIFIERS))
                .flatMap(name ->
                        Stream.of(name.substring(SOME_IDENTIFIERS.length()).split("\\+", -1)))
                .collect(Collectors.toUnmodifiableSet());
    }
}

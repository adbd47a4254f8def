package org.openward.security.roles;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which elements of which types decide about a search's matches and their order, and by which links it gets there. */
final class FollowedSearch {
    private static final String REVERSE_CHAIN = "_has:";
    private static final int LONGEST_CHAIN = 20;

    /** What can be asked of every record, and what says how the answer looks. */
    private static final Set<String> HARMLESS = Set.of(
            "_id",
            "_lastUpdated",
            "_tag",
            "_profile",
            "_security",
            "_source",
            "_count",
            "_offset",
            "_after",
            "_until",
            "_since",
            "_at",
            "_total",
            "_summary",
            "_elements",
            "_format",
            "_pretty");

    private static final Set<String> INCLUDES = Set.of("_include", "_revinclude");

    private final ISearchParamRegistry searchParameters;
    private final Set<Leaf> leaves = new LinkedHashSet<>();
    private final Set<Hop> hops = new LinkedHashSet<>();
    private final Set<String> unusable = new LinkedHashSet<>();
    private final Set<Place> places = new HashSet<>();

    private FollowedSearch(ISearchParamRegistry searchParameters) {
        this.searchParameters = searchParameters;
    }

    /** A search parameter that looks at an element of a type; without values where the search sorts by it. */
    record Leaf(String type, String parameter, List<String> values) {}

    /** Where the search has looked already, and for what: another value at the same place is another question. */
    private record Place(String type, String term, List<String> values) {}

    /**
     * A link from one type to another.
     *
     * @param backwards whether the other type's search parameter leads here
     */
    record Hop(String from, String parameter, String to, boolean backwards) {}

    static FollowedSearch of(String type, Map<String, String[]> search, ISearchParamRegistry searchParameters) {
        var followed = new FollowedSearch(searchParameters);
        search.forEach((name, values) -> followed.term(type, name, values));
        return followed;
    }

    Set<Leaf> leaves() {
        return leaves;
    }

    Set<Hop> hops() {
        return hops;
    }

    /** The first parameter of which nobody can say what it looks at. */
    Optional<String> unusable() {
        return unusable.stream().findFirst();
    }

    private void term(String type, String name, String[] values) {
        if (name.equals("_sort")) {
            Arrays.stream(values)
                    .flatMap(value -> Stream.of(value.split(",", -1)))
                    .map(key -> key.startsWith("-") ? key.substring(1) : key)
                    .forEach(key -> follow(type, key, List.of(), 0));
        } else if (INCLUDES.contains(name.split(":", 2)[0])) {
            Arrays.stream(values).forEach(this::include);
        } else {
            follow(type, name, List.of(values), 0);
        }
    }

    private void include(String asked) {
        var parts = asked.split(":", -1);
        leaves.add(new Leaf(parts[0], parts.length > 1 ? parts[1] : "*", List.of()));
    }

    private void follow(String type, String term, List<String> values, int links) {
        if (!places.add(new Place(type, term, values))) {
            return;
        }
        if (links > LONGEST_CHAIN) {
            unusable.add(term);
        } else if (term.startsWith(REVERSE_CHAIN)) {
            backwards(type, term, values, links);
        } else if (term.indexOf('.') > 0) {
            var link = term.substring(0, term.indexOf('.'));
            forwards(type, link, term.substring(link.length() + 1), values, links);
        } else {
            last(type, term.split(":", 2)[0], values);
        }
    }

    private void last(String type, String name, List<String> values) {
        if (!name.startsWith("_")) {
            leaves.add(new Leaf(type, name, values));
        } else if (!HARMLESS.contains(name)) {
            unusable.add(name);
        }
    }

    private void backwards(String type, String term, List<String> values, int links) {
        var parts = term.substring(REVERSE_CHAIN.length()).split(":", 3);
        if (parts.length < 3) {
            unusable.add(term);
            return;
        }
        leaves.add(new Leaf(parts[0], parts[1], List.of()));
        hops.add(new Hop(type, parts[1], parts[0], true));
        follow(parts[0], parts[2], values, links + 1);
    }

    private void forwards(String type, String link, String rest, List<String> values, int links) {
        var name = link.split(":", 2)[0];
        leaves.add(new Leaf(type, name, List.of()));
        targets(type, link)
                .filter(target -> link.indexOf(':') > 0 || hasParameter(target, rest))
                .forEach(target -> {
                    hops.add(new Hop(type, name, target, false));
                    follow(target, rest, values, links + 1);
                });
    }

    private Stream<String> targets(String type, String link) {
        var colon = link.indexOf(':');
        if (colon > 0) {
            return Stream.of(link.substring(colon + 1));
        }
        var known = parameter(type, link);
        if (known == null || known.getTargets().isEmpty()) {
            unusable.add(link);
            return Stream.empty();
        }
        // A parameter such as "patient" is declared for more types than its path lets through.
        return Elements.onlyTarget(known).map(Set::of).orElse(known.getTargets()).stream();
    }

    private boolean hasParameter(String type, String term) {
        var name = term.split("[.:]", 2)[0];
        return name.startsWith("_") || parameter(type, name) != null;
    }

    private @Nullable RuntimeSearchParam parameter(String type, String name) {
        return searchParameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH);
    }
}

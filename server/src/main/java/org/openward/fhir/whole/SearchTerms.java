package org.openward.fhir.whole;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which other types a search looks into: through a chain, a reverse chain or a chained sort. */
public final class SearchTerms {
    /** Any type, where nobody can say which. */
    private static final String ANY = "*";

    private static final String REVERSE_CHAIN = "_has:";

    /** Nobody makes longer searches; the one who follows them further is kept busy. */
    private static final int LONGEST_CHAIN = 20;

    private static final Pattern RESOLVES_TO = Pattern.compile("resolve\\(\\) is (\\w+)");

    private final ISearchParamRegistry searchParameters;

    public SearchTerms(ISearchParamRegistry searchParameters) {
        this.searchParameters = searchParameters;
    }

    /** All types beside the searched one whose content decides about a match; {@code *} when that could be any. */
    public Set<String> typesLookedInto(String type, Map<String, String[]> parameters) {
        var types = new HashSet<String>();
        parameters.forEach((name, values) -> {
            terms(name, values).forEach(term -> new Following(types).follow(type, term, 0));
        });
        return types;
    }

    private static Stream<String> terms(String name, String[] values) {
        if (!name.equals("_sort")) {
            return Stream.of(name);
        }
        return Arrays.stream(values)
                .flatMap(value -> Stream.of(value.split(",")))
                .map(key -> key.startsWith("-") ? key.substring(1) : key);
    }

    /** One term followed to the types that it leads to; by several ways to the same place only once. */
    private final class Following {
        private final Collection<String> types;
        private final Set<String> places = new HashSet<>();

        Following(Collection<String> types) {
            this.types = types;
        }

        void follow(String type, String term, int links) {
            if (!places.add(type + " " + term)) {
                return;
            }
            if (links > LONGEST_CHAIN) {
                types.add(ANY);
            } else if (term.startsWith(REVERSE_CHAIN)) {
                var parts = term.substring(REVERSE_CHAIN.length()).split(":", 3);
                types.add(parts[0]);
                if (parts.length == 3) {
                    follow(parts[0], parts[2], links + 1);
                }
            } else if (term.indexOf('.') > 0) {
                var link = term.substring(0, term.indexOf('.'));
                followLink(type, link, term.substring(link.length() + 1), links);
            }
        }

        private void followLink(String type, String link, String rest, int links) {
            targets(type, link).stream()
                    .filter(target -> link.indexOf(':') > 0 || canBeAskedFor(target, rest))
                    .forEach(target -> {
                        types.add(target);
                        follow(target, rest, links + 1);
                    });
        }
    }

    /** {@code subject:Patient} names the type itself, {@code subject} means all that it may refer to. */
    private Set<String> targets(String type, String link) {
        var colon = link.indexOf(':');
        if (colon > 0) {
            return Set.of(link.substring(colon + 1));
        }
        RuntimeSearchParam known = ANY.equals(type)
                ? null
                : searchParameters.getActiveSearchParam(type, link, SearchParamLookupContextEnum.SEARCH);
        if (known == null || known.getTargets().isEmpty()) {
            return Set.of(ANY);
        }
        // A parameter such as "patient" is declared for more types than its path lets through.
        var only = RESOLVES_TO.matcher(known.getPath());
        return only.find() ? Set.of(only.group(1)) : known.getTargets();
    }

    /** {@code patient.family} never looks at a Group, which has no family name to search by. */
    private boolean canBeAskedFor(String type, String term) {
        var name = term.split("[.:]", 2)[0];
        return ANY.equals(type)
                || name.startsWith("_")
                || searchParameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH) != null;
    }
}

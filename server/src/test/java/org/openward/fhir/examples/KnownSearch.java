package org.openward.fhir.examples;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.openward.fhir.examples.Searches.Search;

/** Which searches do not find what they should, and why. */
record KnownSearch(String reason, Predicate<Search> concerns) {
    private static final Pattern LONG_NUMBER = Pattern.compile("\\b\\d*\\.\\d{15,}\\|");

    private static final List<KnownSearch> ALL = List.of(new KnownSearch(
            "The index keeps fifteen digits of a number.",
            search -> LONG_NUMBER.matcher(search.value()).find()));

    static Optional<KnownSearch> of(Search search) {
        return ALL.stream().filter(each -> each.concerns().test(search)).findFirst();
    }
}

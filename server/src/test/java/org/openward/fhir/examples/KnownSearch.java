package org.openward.fhir.examples;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.openward.fhir.examples.Searches.Search;

/** Which searches do not find what they should, and why. */
record KnownSearch(String reason, Predicate<Search> concerns) {
    private static final Pattern ELSEWHERE = Pattern.compile("https?://.*/([^/]+)/[^/]+");

    private static final Pattern LONG_NUMBER = Pattern.compile("\\b\\d*\\.\\d{15,}\\|");

    private static final List<KnownSearch> ALL = List.of(
            new KnownSearch(
                    "HAPI takes the last part but one of an address elsewhere for a FHIR type, also where it is none.",
                    search -> search.parameter().getType() == SearchParamType.REFERENCE
                            && endsWithoutType(search.value())),
            new KnownSearch(
                    "The index keeps fifteen digits of a number.",
                    search -> LONG_NUMBER.matcher(search.value()).find()));

    static Optional<KnownSearch> of(Search search) {
        return ALL.stream().filter(each -> each.concerns().test(search)).findFirst();
    }

    private static boolean endsWithoutType(String address) {
        var parts = ELSEWHERE.matcher(address);
        return parts.matches() && !FhirContext.forR4Cached().getResourceTypes().contains(parts.group(1));
    }
}

package org.openward.privacy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types whose records are one patient's at most, so that a search for the records of some patients brings nobody else's. */
final class OfOnePatient {
    private static final String PATIENT = "Patient";
    private static final Set<String> USUAL = Set.of("patient", "subject");
    private static final Pattern FIRST_ELEMENT =
            Pattern.compile("^\\(*\\w+\\.(\\w+)(\\.where\\(resolve\\(\\) is Patient\\))?\\)*$");

    private final FhirContext context;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    OfOnePatient(FhirContext context) {
        this.context = context;
    }

    boolean isSo(String type) {
        return known.computeIfAbsent(type, this::namesOne);
    }

    /** All that leads from its records to patients is the same element, which is there once. */
    private boolean namesOne(String type) {
        var definition = context.getResourceDefinition(type);
        var elements = Stream.concat(
                        definition.getSearchParamsForCompartmentName(PATIENT).stream(),
                        USUAL.stream().map(definition::getSearchParam).filter(Objects::nonNull))
                .flatMap(parameter -> elements(parameter, type))
                .collect(Collectors.toSet());
        if (elements.size() != 1) {
            return false;
        }
        var element = definition.getChildByName(elements.iterator().next());
        return element != null && element.getMax() == 1;
    }

    /** An element within another counts as none that is known. */
    private static Stream<String> elements(RuntimeSearchParam parameter, String type) {
        return parameter.getPathsSplitForResourceType(type).stream().map(path -> {
            var first = FIRST_ELEMENT.matcher(path.strip());
            return first.matches() ? first.group(1) : "";
        });
    }
}

package org.openward.fhir.search.tables;

import ca.uhn.fhir.rest.param.QuantityParam;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/** A searched quantity as a condition of a record's JSON, in each unit in which it may have been recorded. */
record StoredQuantity(QuantityParam asked, ComparedNumber number, SearchedUnits units) {
    private static final Set<String> MAY_BE_RANGE = Set.of("onset-age", "abatement-age", "context-quantity");
    private static final String QUANTITY = "(%1$s) && %2$s";
    private static final String RANGE = "(exists(@.low ? (%1$s)) || exists(@.high ? (%1$s))) && %2$s";

    static boolean mayBeRange(String parameter) {
        return MAY_BE_RANGE.contains(parameter);
    }

    /** Where in the record that parameter finds a Range beside a Quantity. */
    Optional<String> path(String parameter) {
        return switch (parameter) {
            case "onset-age" -> Optional.of("$ ? (%s)".formatted(in("onsetAge", "onsetRange")));
            case "abatement-age" -> Optional.of("$ ? (%s)".formatted(in("abatementAge", "abatementRange")));
            case "context-quantity" -> Optional.of("$.useContext[*] ? (%s)".formatted(value()));
            default -> Optional.empty();
        };
    }

    /** Of an element with a value. */
    String value() {
        return in("valueQuantity", "valueRange");
    }

    private String in(String quantity, String range) {
        return "exists(@.%s ? (%s)) || exists(@.%s ? (%s))"
                .formatted(
                        quantity, inAnyUnit(QUANTITY, JsonFilter::number), range, inAnyUnit(RANGE, JsonFilter::range));
    }

    private String inAnyUnit(String condition, Function<ComparedNumber, String> compared) {
        var system = StringUtils.defaultString(asked.getSystem());
        return units.of(asked, number.comparison()).stream()
                .map(unit -> "("
                        + condition.formatted(
                                JsonFilter.unit(system, unit),
                                "(" + compared.apply(number.in(limit -> units.converted(limit, asked, unit))) + ")")
                        + ")")
                .collect(Collectors.joining(" || "));
    }
}

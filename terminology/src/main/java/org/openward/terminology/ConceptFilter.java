package org.openward.terminology;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetFilterComponent;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;

/** How a value set chooses codes by what they are under, or by a property (FHIR R4, ValueSet.compose.include.filter). */
public final class ConceptFilter {
    private static final int LONGEST_PATTERN = 500;
    private static final long MOST_REPEATS = 1000;
    private static final java.util.regex.Pattern REPEAT =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{1,9})?)?}");
    private static final Set<String> THE_CODE = Set.of("concept", "code");

    private static final Set<FilterOperator> BY_CODE = EnumSet.of(
            FilterOperator.ISA, FilterOperator.DESCENDENTOF, FilterOperator.ISNOTA, FilterOperator.GENERALIZES);

    private ConceptFilter() {}

    /** Refuses a filter that says too little. */
    public static void requireWhole(ConceptSetFilterComponent filter) {
        if (!filter.hasProperty() || !filter.hasOp() || !filter.hasValue()) {
            throw TerminologyFault.invalid("A filter of a value set needs a property, an operation and a value.");
        }
    }

    /** A filter that cannot be answered here. */
    public static TerminologyFault unknown(FilterOperator operation) {
        return TerminologyFault.notSupported(
                "The filter %s of a value set is not supported.".formatted(operation.toCode()));
    }

    static Predicate<Concept> of(Codes codes, ConceptSetFilterComponent filter) {
        requireWhole(filter);
        // Where case does not matter, the code system's own way of writing it.
        var value = BY_CODE.contains(filter.getOp())
                ? codes.find(filter.getValue()).map(Concept::code).orElse(filter.getValue())
                : filter.getValue();
        return switch (filter.getOp()) {
            case ISA -> within(codes, value);
            case DESCENDENTOF -> within(codes, value)
                    .and(concept -> !concept.code().equals(value));
            case ISNOTA -> within(codes, value).negate();
            case GENERALIZES -> oneOf(
                    Stream.concat(Stream.of(value), codes.above(value).map(Concept::code)));
            case IN -> having(codes, filter.getProperty(), listed(value)::contains);
            case NOTIN -> having(codes, filter.getProperty(), listed(value)::contains)
                    .negate();
            case EQUAL -> having(codes, filter.getProperty(), value::equals);
            case REGEX -> having(codes, filter.getProperty(), matching(value));
            case EXISTS -> {
                var present = having(codes, filter.getProperty(), any -> true);
                yield Boolean.parseBoolean(value) ? present : present.negate();
            }
            default -> throw unknown(filter.getOp());
        };
    }

    private static Predicate<Concept> within(Codes codes, String top) {
        return oneOf(Stream.concat(Stream.of(top), codes.below(top).map(Concept::code)));
    }

    private static Predicate<Concept> oneOf(Stream<String> wanted) {
        var codes = wanted.collect(Collectors.toSet());
        return concept -> codes.contains(concept.code());
    }

    /** The values of {@code in} and {@code not-in}. */
    public static Set<String> listed(String value) {
        return Arrays.stream(value.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    }

    /** Takes a time that grows with the text only, whatever the pattern. */
    public static Predicate<String> matching(String regex) {
        return pattern(regex)::matches;
    }

    private static Pattern pattern(String regex) {
        if (regex.length() > LONGEST_PATTERN || repeats(regex) > MOST_REPEATS) {
            throw TerminologyFault.notSupported("The filter's regular expression is too long or repeats too much.");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException notOne) {
            throw TerminologyFault.invalid("The filter's regular expression is not one: " + notOne.getMessage());
        }
    }

    /** A pattern is unrolled before it is used: repeats within repeats multiply. */
    private static long repeats(String regex) {
        return REPEAT.matcher(regex)
                .results()
                .map(found -> found.group(2) == null ? found.group(1) : found.group(2))
                .mapToLong(Long::parseLong)
                .map(count -> Math.max(1, count))
                .reduce(1, (one, other) -> Math.min(one * other, MOST_REPEATS + 1));
    }

    private static Predicate<Concept> having(Codes codes, String property, Predicate<String> wanted) {
        return concept -> values(codes, concept, property).anyMatch(wanted);
    }

    private static Stream<String> values(Codes codes, Concept concept, String property) {
        if (THE_CODE.contains(property)) {
            return Stream.of(concept.code());
        }
        return switch (property) {
            case "display" -> Stream.ofNullable(concept.definition().getDisplay());
            case "inactive" -> Stream.of(String.valueOf(concept.inactive()));
            case "notSelectable" -> Stream.of(String.valueOf(concept.groupOnly()));
            case "parent" -> codes.parents(concept.code()).map(Concept::code);
            case "child" -> codes.children(concept.code()).map(Concept::code);
            default -> concept.values(property);
        };
    }
}

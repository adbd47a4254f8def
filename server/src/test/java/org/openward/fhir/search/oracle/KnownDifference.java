package org.openward.fhir.search.oracle;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;

/** Where the server does not do what the specification says, and why; each is to be corrected, not to be got used to. */
record KnownDifference(String reason, Predicate<Condition> concerns) {
    private static final Pattern UNIT_IN_WORDS = Pattern.compile(".*\\|\\|(inch|drops)");

    static final List<KnownDifference> ALL = List.of(
            new KnownDifference(
                    "A unit without a system is compared with Quantity.code only, not with Quantity.unit: the index has no other.",
                    condition -> isOfNumbers(condition) && says(condition, UNIT_IN_WORDS)),
            new KnownDifference(
                    "Of a negative quantity, one that is equal or at least that is not found, though each alone is; why is not known yet.",
                    condition -> isOfNumbers(condition)
                            && condition.alternatives().size() > 1
                            && condition.value().startsWith("-")),
            new KnownDifference(
                    "A Range is found by its ends, as if it were two numbers: BaseSearchParamExtractor makes two rows of it.",
                    condition -> isOneOf(condition, "onset-age", "context-quantity", "context-type-quantity")),
            new KnownDifference(
                    "The parts of a composite are looked for in all components: QueryStack joins them by the record alone.",
                    condition -> condition.parameter().getType() == SearchParamType.COMPOSITE
                            && condition.parameter().getExpression().contains(".component")),
            new KnownDifference(
                    "From the second alternative of a composite on, any date of the record will do: QueryStack.createPredicateDate names the parameter once.",
                    condition -> isOneOf(condition, "code-value-date")
                            && condition.alternatives().size() > 1),
            new KnownDifference(
                    "A time without decimals is a moment, not a second: BaseSearchParamExtractor indexes its beginning twice.",
                    condition -> condition.parameter().getType() == SearchParamType.DATE
                            && condition.value().contains(".")),
            new KnownDifference(
                    "References are not found by this server's own absolute address: ResourceLinkPredicateBuilder takes it for another's.",
                    condition -> condition.parameter().getType() == SearchParamType.REFERENCE
                            && condition.value().contains("://")),
            new KnownDifference(
                    "An underscore stands for any letter and a backslash is lost: StringPredicateBuilder escapes only the percent of LIKE.",
                    condition -> condition.parameter().getType() == SearchParamType.STRING
                            && !condition.modifier().equals("exact")
                            && (condition.value().contains("_")
                                    || condition.value().contains("\\\\"))),
            new KnownDifference(
                    "The words for an identifier's type are not indexed: BaseSearchParamExtractor leaves them out.",
                    condition -> condition.name().equals("identifier:text")),
            new KnownDifference(
                    "One or the other identifier of a type finds none: TokenPredicateBuilder adds :of-type to the name once for each.",
                    condition -> condition.modifier().equals("of-type")
                            && condition.alternatives().size() > 1));

    static Optional<KnownDifference> of(Question question) {
        return ALL.stream()
                .filter(each -> question.conditions().stream().anyMatch(each.concerns()))
                .findFirst();
    }

    static List<String> reasons() {
        return ALL.stream().map(KnownDifference::reason).toList();
    }

    private static boolean isOfNumbers(Condition condition) {
        return switch (condition.parameter().getType()) {
            case NUMBER, QUANTITY -> true;
            case COMPOSITE -> condition.parameter().getCode().endsWith("-quantity");
            default -> false;
        };
    }

    private static boolean says(Condition condition, Pattern words) {
        return condition.alternatives().stream()
                .anyMatch(alternative -> words.matcher(alternative).matches());
    }

    private static boolean isOneOf(Condition condition, String... parameters) {
        return List.of(parameters).contains(condition.parameter().getCode());
    }
}

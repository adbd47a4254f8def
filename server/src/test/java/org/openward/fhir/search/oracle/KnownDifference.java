package org.openward.fhir.search.oracle;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;

/** Where the server does not do what the specification says, and why; each is to be corrected, not to be got used to. */
record KnownDifference(String reason, Predicate<Condition> concerns) {
    static final List<KnownDifference> ALL = List.of(new KnownDifference(
            "One record asked for with its type and without it is refused (HAPI-1099): IdHelperService finds it twice.",
            condition -> condition.parameter().getType() == SearchParamType.REFERENCE
                    && condition.modifier().isEmpty()
                    && condition.alternatives().stream().anyMatch(each -> !each.contains("/"))
                    && condition.alternatives().stream().anyMatch(each -> each.contains("/"))));

    static Optional<KnownDifference> of(Question question) {
        return ALL.stream()
                .filter(each -> question.criteria().stream().anyMatch(each::isAbout))
                .findFirst();
    }

    private boolean isAbout(Criterion criterion) {
        if (criterion instanceof Linked linked) {
            return concerns.test(linked.condition());
        }
        return criterion instanceof Condition condition && concerns.test(condition);
    }
}

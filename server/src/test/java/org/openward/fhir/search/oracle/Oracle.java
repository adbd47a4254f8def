package org.openward.fhir.search.oracle;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SearchParameter;

/** Answers searches by looking at every record, by FHIR's definitions and words alone. */
final class Oracle {
    private final Definitions definitions;
    private final Map<String, List<Resource>> records;
    private final Map<SearchParamType, MatchRule> rules;

    Oracle(Definitions definitions, List<Resource> records, String base) {
        this.definitions = definitions;
        this.records = records.stream().collect(Collectors.groupingBy(Resource::fhirType));
        this.rules = Map.of(
                SearchParamType.STRING, new StringRule(),
                SearchParamType.TOKEN, new TokenRule(),
                SearchParamType.DATE, new DateRule(),
                SearchParamType.NUMBER, new NumberRule(),
                SearchParamType.QUANTITY, new NumberRule(),
                SearchParamType.REFERENCE, new ReferenceRule(base),
                SearchParamType.URI, new UriRule());
    }

    Set<String> find(Question question) {
        return records.getOrDefault(question.type(), List.of()).stream()
                .filter(record -> question.criteria().stream().allMatch(criterion -> meets(record, criterion)))
                .map(record -> record.getIdElement().getIdPart())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean meets(Resource record, Criterion criterion) {
        if (criterion instanceof Linked linked) {
            return others(record, linked).anyMatch(other -> meets(other, linked.condition()));
        }
        return criterion instanceof Condition condition && says(record, condition);
    }

    private Stream<Resource> others(Resource record, Linked linked) {
        var others = records.getOrDefault(linked.type(), List.of()).stream();
        return switch (linked.way()) {
            case CHAIN -> others.filter(other -> refers(record, linked.reference(), other));
            case HAS -> others.filter(other -> refers(other, linked.reference(), record));
        };
    }

    private boolean refers(Resource from, SearchParameter reference, Resource to) {
        var target = to.fhirType() + "/" + to.getIdElement().getIdPart();
        return definitions.values(from, reference.getExpression()).stream()
                .anyMatch(value -> rule(reference).matches(value, "", target));
    }

    private boolean says(Resource record, Condition condition) {
        var parameter = condition.parameter();
        var values = definitions.values(record, parameter.getExpression());
        return switch (condition.modifier()) {
            case "missing" -> condition.value().equals("true")
                    == values.stream().noneMatch(value -> rule(parameter).isFindable(value));
            case "not" -> values.stream().noneMatch(value -> isOneOf(value, condition));
            default -> values.stream().anyMatch(value -> isOneOf(value, condition));
        };
    }

    private boolean isOneOf(Base value, Condition condition) {
        return condition.alternatives().stream()
                .anyMatch(asked -> condition.parameter().getType() == SearchParamType.COMPOSITE
                        ? isEachOf(value, condition.parameter(), Escaped.split(asked, '$'))
                        : rule(condition.parameter()).matches(value, condition.modifier(), asked));
    }

    private boolean isEachOf(Base focus, SearchParameter composite, List<String> asked) {
        return IntStream.range(0, asked.size()).allMatch(place -> {
            var component = composite.getComponent().get(place);
            var rule = rule(definitions.parameter(component.getDefinition()));
            return definitions.values(focus, component.getExpression()).stream()
                    .anyMatch(value -> rule.matches(value, "", asked.get(place)));
        });
    }

    private MatchRule rule(SearchParameter parameter) {
        return rules.getOrDefault(parameter.getType(), new UriRule());
    }
}

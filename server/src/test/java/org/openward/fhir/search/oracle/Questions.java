package org.openward.fhir.search.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SearchParameter;

/** Questions about what the records say, of every form, in an order that is the same each time. */
final class Questions {
    private static final int PARTS = 8;
    private static final Set<String> LEFT_TO_THE_SERVER = Set.of("phonetic", "near");

    private final Definitions definitions;
    private final AskedValues values;
    private final Random dice = new Random(20261121);

    Questions(Definitions definitions, AskedValues values) {
        this.definitions = definitions;
        this.values = values;
    }

    /** That many at most: of each form in turn, so that rare ones have their place beside common ones. */
    List<Question> about(List<Resource> records, int number) {
        var byForm =
                all(records).stream().collect(Collectors.groupingBy(Question::form, TreeMap::new, Collectors.toList()));
        byForm.values().forEach(each -> Collections.shuffle(each, dice));
        var chosen = new ArrayList<Question>();
        for (var turn = 0; chosen.size() < number && byForm.values().stream().anyMatch(turnsLeft(turn)); turn++) {
            for (var each : byForm.values()) {
                if (turn < each.size() && chosen.size() < number) {
                    chosen.add(each.get(turn));
                }
            }
        }
        return chosen;
    }

    private static Predicate<List<Question>> turnsLeft(int turn) {
        return each -> turn < each.size();
    }

    private List<Question> all(List<Resource> records) {
        var conditions = conditions(records);
        var links = new Links(definitions, records, dice);
        var questions = new ArrayList<Question>();
        conditions.forEach((type, own) -> {
            var criteria = new ArrayList<Criterion>(own);
            criteria.addAll(links.of(type, conditions));
            criteria.forEach(each -> questions.add(new Question(type, List.of(each))));
            pairs(criteria).forEach(pair -> questions.add(new Question(type, pair)));
        });
        return questions;
    }

    /** By the type of record that they are about. */
    private SortedMap<String, List<Condition>> conditions(List<Resource> records) {
        var byType = new TreeMap<String, List<Condition>>();
        for (var type : new TreeSet<>(records.stream().map(Resource::fhirType).toList())) {
            var ofType = records.stream()
                    .filter(each -> each.fhirType().equals(type))
                    .toList();
            var conditions = new ArrayList<Condition>();
            for (var parameter : definitions.of(type)) {
                if (!LEFT_TO_THE_SERVER.contains(parameter.getCode())
                        && parameter.getType() != SearchParamType.SPECIAL) {
                    conditions.addAll(conditions(parameter, ofType));
                }
            }
            byType.put(type, conditions);
        }
        return byType;
    }

    private List<Condition> conditions(SearchParameter parameter, List<Resource> records) {
        var asked = new LinkedHashSet<AskedValues.Asked>();
        for (var record : records) {
            for (var value : definitions.values(record, parameter.getExpression())) {
                plain(parameter, value).forEach(each -> asked.add(new AskedValues.Asked("", each)));
                asked.addAll(values.modified(parameter.getType(), value));
            }
        }
        var conditions = asked.stream()
                .map(each -> new Condition(parameter, each.modifier(), List.of(each.value())))
                .collect(Collectors.toCollection(ArrayList::new));
        if (parameter.getCode().startsWith("_")) {
            // Neither alternatives nor what is near: docs/fhir-api.md.
            conditions.removeIf(each -> each.value().startsWith("ap"));
            return conditions;
        }
        conditions.addAll(alternatives(conditions));
        if (!asked.isEmpty() && parameter.getType() != SearchParamType.COMPOSITE) {
            conditions.add(new Condition(parameter, "missing", List.of("true")));
            conditions.add(new Condition(parameter, "missing", List.of("false")));
        }
        return conditions;
    }

    private List<String> plain(SearchParameter parameter, Base value) {
        if (parameter.getType() != SearchParamType.COMPOSITE) {
            return values.plain(parameter.getType(), value);
        }
        var asked = List.of("");
        for (var component : parameter.getComponent()) {
            var type = definitions.parameter(component.getDefinition()).getType();
            var parts = definitions.values(value, component.getExpression()).stream()
                    .flatMap(each -> values.plain(type, each).stream())
                    .collect(Collectors.toCollection(ArrayList::new));
            Collections.shuffle(parts, dice);
            asked = asked.stream()
                    .flatMap(begun ->
                            parts.stream().limit(PARTS).map(part -> begun.isEmpty() ? part : begun + "$" + part))
                    .toList();
        }
        return asked;
    }

    /** One or the other, of questions with one modifier, or none, whatever their comparisons. */
    private List<Condition> alternatives(List<Condition> conditions) {
        var byModifier = conditions.stream()
                .filter(each -> !each.modifier().equals("not"))
                .collect(Collectors.groupingBy(Condition::modifier, LinkedHashMap::new, Collectors.toList()));
        return byModifier.values().stream()
                .filter(each -> each.size() > 1)
                .flatMap(each ->
                        Stream.generate(() -> either(anyOf(each), anyOf(each))).limit(2))
                .toList();
    }

    private static Condition either(Condition one, Condition other) {
        return new Condition(one.parameter(), one.modifier(), List.of(one.value(), other.value()));
    }

    private List<List<Criterion>> pairs(List<Criterion> criteria) {
        return Stream.generate(() -> List.of(anyOf(criteria), anyOf(criteria)))
                .limit(criteria.size() / 4)
                .filter(pair -> !pair.get(0).name().equals(pair.get(1).name()))
                .toList();
    }

    private <T> T anyOf(List<T> choices) {
        return choices.get(dice.nextInt(choices.size()));
    }
}

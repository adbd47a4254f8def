package org.openward.fhir.search.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SearchParameter;

/** Questions about records by what others say that they refer to, or that refer to them. */
final class Links {
    private static final int OF_EACH = 12;

    /** Those that the server takes at the end of a chain. */
    private static final Set<String> MODIFIERS = Set.of("", "exact", "contains", "text", "identifier");

    private final Definitions definitions;
    private final List<Resource> records;
    private final Random dice;
    private final Map<String, Set<String>> targets = new HashMap<>();

    Links(Definitions definitions, List<Resource> records, Random dice) {
        this.definitions = definitions;
        this.records = records;
        this.dice = dice;
    }

    /** About records of that type. */
    List<Linked> of(String type, Map<String, List<Condition>> conditions) {
        var linked = new ArrayList<Linked>();
        conditions.forEach((other, others) -> {
            for (var reference : references(type, other)) {
                some(others, MODIFIERS)
                        .map(each -> new Linked(Linked.Way.CHAIN, other, reference, each))
                        .forEach(linked::add);
            }
            for (var reference : references(other, type)) {
                some(others, Set.of(""))
                        .map(each -> new Linked(Linked.Way.HAS, other, reference, each))
                        .forEach(linked::add);
            }
        });
        return linked;
    }

    private Stream<Condition> some(List<Condition> conditions, Set<String> modifiers) {
        var fit = conditions.stream()
                .filter(each -> modifiers.contains(each.modifier())
                        && each.parameter().getType() != SearchParamType.COMPOSITE
                        && !each.name().startsWith("_"))
                .toList();
        return fit.isEmpty()
                ? Stream.empty()
                : Stream.generate(() -> fit.get(dice.nextInt(fit.size()))).limit(OF_EACH);
    }

    /** By which records of one type refer to those of another. */
    private List<SearchParameter> references(String from, String to) {
        return definitions.of(from).stream()
                .filter(parameter -> parameter.getType() == SearchParamType.REFERENCE)
                .filter(parameter -> targets(from, parameter).contains(to))
                .toList();
    }

    private Set<String> targets(String from, SearchParameter parameter) {
        return targets.computeIfAbsent(from + "?" + parameter.getCode(), each -> found(from, parameter));
    }

    private Set<String> found(String from, SearchParameter parameter) {
        var targets = new TreeSet<String>();
        for (var record : records) {
            if (record.fhirType().equals(from)) {
                definitions.values(record, parameter.getExpression()).stream()
                        .filter(ReferenceRule::leadsOut)
                        .map(value -> ((Reference) value).getReferenceElement().getResourceType())
                        .forEach(targets::add);
            }
        }
        return targets;
    }
}

package org.openward.fhir.statement;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceSearchParamComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.openward.fhir.search.oracle.Definitions;
import org.openward.testing.FhirClient;

/** Searches by each parameter and include that the statement names for a type, and by one that it does not. */
final class NamedSearches {
    private static final int TOGETHER = 6;
    private static final int INCLUDES_TOGETHER = 60;
    private static final Definitions STANDARD = new Definitions();
    private static final Map<String, String> VALUES = Map.of(
            "date", "2026-01-01",
            "number", "1",
            "quantity", "1",
            "reference", "Patient/none",
            "string", "none",
            "token", "none",
            "uri", "urn:none",
            "special", "0%7C0%7C1%7Ckm");

    private final FhirClient client;
    private final CapabilityStatementRestResourceComponent resource;
    private final List<String> faults = new ArrayList<>();

    private NamedSearches(FhirClient client, CapabilityStatementRestResourceComponent resource) {
        this.client = client;
        this.resource = resource;
    }

    /** What the statement says of the type's searches without it being so. */
    static List<String> untruths(FhirClient client, CapabilityStatementRestResourceComponent resource) {
        var walk = new NamedSearches(client, resource);
        walk.all();
        return walk.faults;
    }

    private void all() {
        resource.getSearchParam().stream()
                .filter(parameter -> !parameter.hasDocumentation())
                .forEach(parameter ->
                        faults.add(resource.getType() + "?" + parameter.getName() + " has no documentation"));
        accepted(
                resource.getSearchParam().stream().map(NamedSearches::condition).toList(), TOGETHER);
        accepted(
                Stream.concat(
                                resource.getSearchInclude().stream()
                                        .map(PrimitiveType::getValue)
                                        .map("_include="::concat),
                                resource.getSearchRevInclude().stream()
                                        .map(PrimitiveType::getValue)
                                        .map("_revinclude="::concat))
                        .toList(),
                INCLUDES_TOGETHER);
        if (client.get("/" + resource.getType() + "?nobody-named-this=1").status() != 400) {
            faults.add(resource.getType() + " takes a search parameter that it does not name");
        }
    }

    private void accepted(List<String> conditions, int together) {
        for (var some : Lists.partition(conditions, together)) {
            if (refusal(some).isPresent()) {
                some.forEach(each -> refusal(List.of(each)).ifPresent(faults::add));
            }
        }
    }

    private Optional<String> refusal(List<String> conditions) {
        var search = "/" + resource.getType() + "?_count=1&" + String.join("&", conditions);
        var answer = client.get(search);
        return answer.status() == 200
                ? Optional.empty()
                : Optional.of(search + ": " + NamedInteractions.shortened(answer));
    }

    private static String condition(CapabilityStatementRestResourceSearchParamComponent parameter) {
        var type = parameter.getType().toCode();
        if (parameter.getName().equals("_has")) {
            return "_has:Provenance:target:agent=none";
        }
        return parameter.getName() + "="
                + (type.equals("composite")
                        ? composite(parameter.getDefinition())
                        : Objects.requireNonNull(VALUES.get(type)));
    }

    private static String composite(String definition) {
        return STANDARD.parameter(definition).getComponent().stream()
                .map(component ->
                        STANDARD.parameter(component.getDefinition()).getType().toCode())
                .map(type -> Objects.requireNonNull(VALUES.get(type)))
                .collect(Collectors.joining("$"));
    }
}

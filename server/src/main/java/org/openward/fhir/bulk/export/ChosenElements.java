package org.openward.fhir.bulk.export;

import static java.util.stream.Collectors.toUnmodifiableSet;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeDeclaredChildDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.Constants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.openward.fhir.bulk.UnusableBulkRequest;

/**
 * Which elements of its records an export holds; all where none are named.
 *
 * @param names such as {@code Patient.birthDate}, or {@code birthDate} of every type that has one
 */
record ChosenElements(List<String> names) {
    private static final Set<String> ALWAYS = Set.of("resourceType", "id", "meta");
    /** Attachments may be long; how long a body may be is decided where it comes in. */
    static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Refuses a name that no exported type has. */
    static ChosenElements require(FhirContext context, List<String> names, List<String> types) {
        var chosen = new ChosenElements(names);
        for (var name : names) {
            var one = new ChosenElements(List.of(name));
            if (types.stream()
                    .noneMatch(type -> one.children(context, type).findAny().isPresent())) {
                throw new UnusableBulkRequest("The _elements speak of " + name
                        + ", which no exported type has. Name elements such as Patient.birthDate or birthDate.");
            }
        }
        return chosen;
    }

    /** What makes a record of that type hold only the named elements, those that it must have, and those that change its meaning. */
    Optional<UnaryOperator<String>> cut(FhirContext context, String type) {
        if (children(context, type).findAny().isEmpty()) {
            return Optional.empty();
        }
        var kept = Stream.concat(
                        children(context, type),
                        all(context, type).filter(child -> child.getMin() > 0 || changesMeaning(child)))
                .flatMap(child -> child.getValidChildNames().stream())
                .collect(toUnmodifiableSet());
        return Optional.of(record -> cut(record, kept));
    }

    private static String cut(String record, Set<String> kept) {
        try {
            var fields = (ObjectNode) JSON.readTree(record);
            fields.retain(fields.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(field -> isKept(field, kept))
                    .toList());
            fields.withObject("/meta")
                    .withArray("/tag")
                    .addObject()
                    .put("system", Constants.TAG_SUBSETTED_SYSTEM_R4)
                    .put("code", Constants.TAG_SUBSETTED_CODE);
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("A stored record is not kept as JSON.", unreadable);
        }
    }

    /** JSON writes what is said about the text of an element under its name with an underscore. */
    private static boolean isKept(String field, Set<String> kept) {
        return ALWAYS.contains(field) || kept.contains(field.startsWith("_") ? field.substring(1) : field);
    }

    private Stream<BaseRuntimeChildDefinition> children(FhirContext context, String type) {
        return all(context, type)
                .filter(child -> names.stream().anyMatch(name -> isMeant(name, type, child.getElementName())));
    }

    private static boolean isMeant(String name, String type, String element) {
        var plain = element.replace("[x]", "");
        return name.equals(plain) || name.equals(type + "." + plain);
    }

    private static boolean changesMeaning(BaseRuntimeChildDefinition child) {
        return child instanceof BaseRuntimeDeclaredChildDefinition declared && declared.isModifier();
    }

    private static Stream<BaseRuntimeChildDefinition> all(FhirContext context, String type) {
        return context.getResourceDefinition(type).getChildren().stream();
    }
}

package org.openward.fhir.graphql;

import ca.uhn.fhir.fhirpath.FhirPathExecutionException;
import ca.uhn.fhir.fhirpath.IFhirPath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.utilities.graphql.Argument;
import org.hl7.fhir.utilities.graphql.Field;

/** The fields that are elements of a record, and which of their values are asked for. */
record ElementFields(GraphqlQuery query, IFhirPath paths) {
    private static final Set<String> NO_FILTERS = Set.of("fhirpath", "_count", "_offset");

    /** An element by its name; one of several types ends in its type, such as valueQuantity. */
    Property property(Field field, Base element) {
        var name = Strings.CS.removeStart(field.getName(), "_");
        return element.children().stream()
                .filter(each -> each.getName().equals(name)
                        || (each.getName().endsWith("[x]")
                                && name.startsWith(Strings.CS.removeEnd(each.getName(), "[x]"))
                                && name.length() > each.getName().length() - "[x]".length()))
                .min((one, other) -> Boolean.compare(
                        one.getName().endsWith("[x]"), other.getName().endsWith("[x]")))
                .orElseThrow(() -> GraphqlRefusal.unknownField(field, element.fhirType()));
    }

    /** The values of an element that the field's arguments and directives leave. */
    List<Base> chosen(Field field, Property property) {
        var name = Strings.CS.removeStart(field.getName(), "_");
        var stem = Strings.CS.removeEnd(property.getName(), "[x]");
        var all = property.getValues().stream()
                .filter(value -> !property.getName().endsWith("[x]")
                        || name.equals(stem)
                        || name.equalsIgnoreCase(stem + value.fhirType()))
                .filter(value -> matches(field, value))
                .toList();
        var offset = field.argument("_offset") == null ? 0 : query.number(field.argument("_offset"), Integer.MAX_VALUE);
        var count = field.argument("_count") == null ? all.size() : query.number(field.argument("_count"), all.size());
        return all.stream()
                .skip(offset)
                .limit(field.hasDirective("first") ? Math.min(1, count) : count)
                .toList();
    }

    private boolean matches(Field field, Base value) {
        return field.getArguments().stream().allMatch(argument -> {
            if (argument.getName().equals("fhirpath")) {
                return holds(value, query.value(argument).orElse(""));
            }
            return NO_FILTERS.contains(argument.getName()) || has(value, field, argument);
        });
    }

    private boolean has(Base value, Field field, Argument argument) {
        var wanted = query.values(argument);
        var property = value.children().stream()
                .filter(each -> each.getName().equals(argument.getName()))
                .findFirst()
                .orElseThrow(() -> GraphqlRefusal.unknownField(field, argument.getName()));
        return property.getValues().stream().anyMatch(each -> wanted.contains(each.primitiveValue()));
    }

    private boolean holds(Base value, String path) {
        return evaluated(value, path)
                .findFirst()
                .filter(each -> each instanceof BooleanType truth && truth.booleanValue())
                .isPresent();
    }

    private Stream<IBase> evaluated(Base value, String path) {
        PathText.requireBounded(path);
        try {
            return paths.evaluate(value, path, IBase.class).stream();
        } catch (FhirPathExecutionException | IllegalArgumentException | UnsupportedOperationException unreadable) {
            throw new GraphqlRefusal("The FHIRPath %s cannot be evaluated.".formatted(path));
        }
    }

    /** What the names of a flattened value's fields end in. */
    String slice(Field field, Base value, int index) {
        var slice = field.directive("slice");
        if (slice == null) {
            return "";
        }
        var path = query.argument(slice.getArguments(), "path").orElse("");
        var name = path.equals("$index")
                ? Optional.of(String.valueOf(index))
                : evaluated(value, path).findFirst().map(each -> String.valueOf(((Base) each).primitiveValue()));
        return "." + name.orElse("");
    }
}

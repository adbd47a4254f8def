package org.openward.fhir.paths;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Makes resources that have a value in every element, once with each type that an element of several types may have. */
final class FullResources {
    private static final int DEPTH = 5;
    private static final Set<String> LEFT_OUT = Set.of(
            "contained",
            "extension",
            "modifierExtension",
            "text",
            "id",
            "implicitRules",
            "language",
            "resource",
            "outcome");
    private static final List<String> TARGETS =
            List.of("Patient/p", "Observation/o", "http://elsewhere.org/fhir/Location/l", "urn:uuid:1-2-3", "Group/g");

    private final FhirContext context;
    private int references;

    FullResources(FhirContext context) {
        this.context = context;
    }

    List<Resource> of(String type, int variants) {
        var made = new ArrayList<Resource>();
        for (var variant = 0; variant < variants; variant++) {
            var resource = context.getResourceDefinition(type).newInstance();
            fill(resource, variant, DEPTH);
            made.add((Resource) resource);
        }
        return made;
    }

    private void fill(IBase into, int variant, int depth) {
        var definition = context.getElementDefinition(into.getClass()) == null
                ? context.getResourceDefinition(((IBaseResource) into).fhirType())
                : context.getElementDefinition(into.getClass());
        for (var child : ((BaseRuntimeElementCompositeDefinition<?>) definition).getChildren()) {
            if (!LEFT_OUT.contains(child.getElementName()) && depth > 0) {
                add(into, child, variant, depth);
            }
        }
    }

    private void add(IBase into, BaseRuntimeChildDefinition child, int variant, int depth) {
        var names = List.copyOf(new java.util.TreeSet<>(child.getValidChildNames()));
        var element = child.getChildByName(names.get(variant % names.size()));
        var times = child.getMax() == 1 ? 1 : 2;
        for (var time = 0; time < times; time++) {
            var value = element.newInstance(child.getInstanceConstructorArguments());
            if (value instanceof Reference reference) {
                reference.setReference(TARGETS.get(references++ % TARGETS.size()));
            } else if (value instanceof PrimitiveType<?> primitive) {
                if (!(primitive instanceof Enumeration<?>)) {
                    primitive.setValueAsString(text(primitive));
                }
            } else {
                fill(value, variant, depth - 1);
            }
            child.getMutator().addValue(into, value);
        }
    }

    private static String text(PrimitiveType<?> primitive) {
        if (primitive instanceof BaseDateTimeType) {
            return primitive.fhirType().equals("date") ? "2026-11-21" : "2026-11-21T10:00:00Z";
        }
        return switch (primitive.fhirType()) {
            case "boolean" -> "true";
            case "integer", "positiveInt", "unsignedInt", "decimal" -> "7";
            case "time" -> "10:00:00";
            default -> "text";
        };
    }
}

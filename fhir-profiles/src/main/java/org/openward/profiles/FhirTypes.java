package org.openward.profiles;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimePrimitiveDatatypeDefinition;
import ca.uhn.fhir.context.RuntimePrimitiveDatatypeXhtmlHl7OrgDefinition;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.model.api.annotation.DatatypeDef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.jspecify.annotations.Nullable;

/**
 * The types of FHIR by name, kind and base: all that evaluating FHIRPath asks of them, in a thousandth of the memory and time
 * that the full definitions of the standard take. Not for validating.
 */
public final class FhirTypes implements IValidationSupport {
    private static final String BASE = "http://hl7.org/fhir/StructureDefinition/";

    private final FhirContext context;
    private final Map<String, StructureDefinition> byUrl;
    private final Map<String, Set<String>> lineages;

    public FhirTypes(FhirContext context) {
        this.context = context;
        this.byUrl = Stream.of(abstractTypes(), dataTypes(), resourceTypes())
                .flatMap(Function.identity())
                .collect(Collectors.toMap(StructureDefinition::getUrl, Function.identity(), (one, same) -> one));
        this.lineages = byUrl.values().stream()
                .collect(Collectors.toUnmodifiableMap(StructureDefinition::getType, this::lineage, (one, same) -> one));
    }

    /** Whether a type is that type or specialises it, as Age does Quantity. */
    public boolean isA(String type, String wanted) {
        return lineages.getOrDefault(type, Set.of()).contains(wanted);
    }

    private Set<String> lineage(StructureDefinition type) {
        return Stream.iterate(type, Objects::nonNull, each -> byUrl.get(each.getBaseDefinition()))
                .map(StructureDefinition::getType)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<StructureDefinition> abstractTypes() {
        return Stream.of(
                type("Element", StructureDefinitionKind.COMPLEXTYPE, null),
                type("BackboneElement", StructureDefinitionKind.COMPLEXTYPE, "Element"),
                type("Resource", StructureDefinitionKind.RESOURCE, null),
                type("DomainResource", StructureDefinitionKind.RESOURCE, "Resource"));
    }

    private Stream<StructureDefinition> dataTypes() {
        return context.getElementDefinitions().stream()
                .filter(type -> type.getImplementingClass().isAnnotationPresent(DatatypeDef.class))
                .filter(type -> type.getImplementingClass() != Enumeration.class) // a second class for code
                .map(type -> type(
                        type.getName(),
                        isPrimitive(type) ? StructureDefinitionKind.PRIMITIVETYPE : StructureDefinitionKind.COMPLEXTYPE,
                        baseOf(type.getImplementingClass())));
    }

    private static boolean isPrimitive(BaseRuntimeElementDefinition<?> type) {
        return type instanceof RuntimePrimitiveDatatypeDefinition
                || type instanceof RuntimePrimitiveDatatypeXhtmlHl7OrgDefinition;
    }

    private Stream<StructureDefinition> resourceTypes() {
        return context.getResourceTypes().stream()
                .map(name -> type(name, StructureDefinitionKind.RESOURCE, baseOfResource(name)));
    }

    private String baseOfResource(String resource) {
        Class<? extends IBaseResource> type =
                context.getResourceDefinition(resource).getImplementingClass();
        return DomainResource.class.isAssignableFrom(type) ? "DomainResource" : "Resource";
    }

    private static String baseOf(Class<?> type) {
        if (type == IdType.class) {
            return "string"; // HAPI's class extends that of uri.
        }
        var base = type.getSuperclass().getAnnotation(DatatypeDef.class);
        return base == null ? "Element" : base.name();
    }

    private static StructureDefinition type(String name, StructureDefinitionKind kind, @Nullable String base) {
        var type = new StructureDefinition();
        type.setUrl(BASE + name).setName(name).setType(name).setKind(kind);
        if (base != null) {
            type.setBaseDefinition(BASE + base).setDerivation(TypeDerivationRule.SPECIALIZATION);
        }
        return type;
    }

    @Override
    public FhirContext getFhirContext() {
        return context;
    }

    @Override
    @SuppressWarnings("unchecked") // The interface leaves the kind of resource to its caller.
    public <T extends IBaseResource> List<T> fetchAllStructureDefinitions() {
        return (List<T>) List.copyOf(byUrl.values());
    }

    /** Also of a primitive type that is written as its class, such as DateTime: HAPI's own search parameters do that. */
    @Override
    public @Nullable IBaseResource fetchStructureDefinition(String url) {
        var name = url.startsWith(BASE) ? url.substring(BASE.length()) : "";
        return byUrl.getOrDefault(url, byUrl.get(BASE + StringUtils.uncapitalize(name)));
    }
}

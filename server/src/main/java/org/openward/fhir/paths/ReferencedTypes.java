package org.openward.fhir.paths;

import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildResourceDefinition;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IIdType;
import org.jspecify.annotations.Nullable;

/**
 * Holds references to the types of records that FHIR allows in their place, as HAPI does. But an address elsewhere whose last part but
 * one is no FHIR type is an address and nothing more; HAPI takes that part for a type, and refuses the record.
 */
record ReferencedTypes(FhirContext context) {
    /** Whether it leads out of here, to what FHIR has no name for. */
    static boolean isMereAddress(FhirContext context, IIdType reference) {
        return Strings.CS.startsWithAny(reference.getValue(), "http://", "https://")
                && !context.getResourceTypes().contains(StringUtils.defaultString(reference.getResourceType()));
    }

    /** Refuses what has a reference to a record of another type than may stand there. */
    void require(IBase element, String place) {
        if (context.getElementDefinition(element.getClass())
                instanceof BaseRuntimeElementCompositeDefinition<?> definition) {
            for (var child : definition.getChildren()) {
                for (var value : child.getAccessor().getValues(element)) {
                    var here = place + "." + child.getElementName();
                    require(value, here);
                    if (value instanceof IBaseReference reference
                            && isSearchOfNoType(reference.getReferenceElement().getValue())) {
                        throw new UnprocessableEntityException(
                                "The reference at " + here + " is a search that names no type.");
                    }
                    if (child instanceof RuntimeChildResourceDefinition targets
                            && value instanceof IBaseReference reference
                            && !mayStandIn(targets, reference.getReferenceElement())) {
                        throw new UnprocessableEntityException(
                                "The reference at " + here + " leads to a record of type "
                                        + reference.getReferenceElement().getResourceType()
                                        + ", which FHIR does not allow there.");
                    }
                }
            }
        }
    }

    private static boolean isSearchOfNoType(@Nullable String reference) {
        return reference != null
                && reference.contains("?")
                && StringUtils.containsOnly(StringUtils.substringBefore(reference, "?"), '/');
    }

    /** What stands on a condition is known when somebody has looked for it. */
    private boolean mayStandIn(RuntimeChildResourceDefinition targets, IIdType reference) {
        return StringUtils.isBlank(reference.getResourceType())
                || reference.getValue().contains("?")
                || isMereAddress(context, reference)
                || targets.getResourceTypes().stream()
                        .anyMatch(target -> target.isInterface()
                                || context.getResourceType(target).equals(reference.getResourceType()));
    }
}

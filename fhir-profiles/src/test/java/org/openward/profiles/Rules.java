package org.openward.profiles;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import org.hl7.fhir.r4.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r4.model.StructureDefinition;

/** The keys of the constraints that our differentials add to the standard. */
final class Rules {
    private Rules() {}

    static List<String> ofOurs() {
        return new Definitions(FhirContext.forR4Cached())
                .all(StructureDefinition.class).stream()
                        .flatMap(structure -> structure.getDifferential().getElement().stream())
                        .flatMap(element -> element.getConstraint().stream())
                        .map(ElementDefinitionConstraintComponent::getKey)
                        .toList();
    }
}

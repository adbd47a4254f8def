package org.openward.orders;

import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.openward.profiles.Systems;

/** What makes an order one for the laboratory. */
final class LaboratoryOrder {
    private static final String SNOMED = "http://snomed.info/sct";

    /** The ways in which the category laboratory is written. */
    private static final Set<String> LABORATORY = Set.of(
            Systems.DIAGNOSTIC_SERVICE + "|LAB", SNOMED + "|108252007", Systems.OBSERVATION_CATEGORY + "|laboratory");

    private LaboratoryOrder() {}

    /** It says so in its category; one without any category is the laboratory's when LOINC names what is ordered. */
    static boolean is(ServiceRequest order) {
        return order.hasCategory()
                ? order.getCategory().stream().anyMatch(LaboratoryOrder::isLaboratory)
                : order.getCode().getCoding().stream().anyMatch(code -> Systems.LOINC.equals(code.getSystem()));
    }

    private static boolean isLaboratory(CodeableConcept category) {
        return category.getCoding().stream().map(LaboratoryOrder::token).anyMatch(LABORATORY::contains);
    }

    private static String token(Coding coding) {
        return coding.getSystem() + "|" + coding.getCode();
    }
}

package org.openward.laboratory;

import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.openward.profiles.Systems;

/** The diagnostic sections of a hospital that are the laboratory's. */
final class LaboratorySections {
    private static final String SNOMED = "http://snomed.info/sct";

    /** HL7 table 0074 without imaging, function tests and therapy. */
    private static final Set<String> SECTIONS = Set.of(
            "LAB", "AU", "BG", "BLB", "CG", "CH", "CP", "CTH", "GE", "HM", "ICU", "IMM", "MB", "MCB", "MYC", "SP", "SR",
            "TX", "VR");

    private LaboratorySections() {}

    static boolean contains(Coding category) {
        return switch (String.valueOf(category.getSystem())) {
            case Systems.DIAGNOSTIC_SERVICE -> SECTIONS.contains(category.getCode());
            case Systems.OBSERVATION_CATEGORY -> "laboratory".equals(category.getCode());
            case SNOMED -> "108252007".equals(category.getCode());
            default -> false;
        };
    }
}

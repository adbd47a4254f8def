package org.openward.hl7v2.devices;

import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;

/** What one device's codes and units mean in LOINC and UCUM; the server implements it from the device's code maps. */
public interface CodeTranslation {

    /** The LOINC coding of a test as the device codes it. */
    Optional<Coding> code(Coding sent);

    /** The UCUM code of a unit as the device writes it, without surrounding blanks. */
    Optional<String> unit(String sent);

    /** Whether a unit that the sender calls one of UCUM is one; who cannot know believes it. */
    default boolean isUcum(String sent) {
        return true;
    }
}

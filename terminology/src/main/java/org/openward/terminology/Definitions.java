package org.openward.terminology;

import java.util.Optional;
import org.hl7.fhir.r4.model.ValueSet;

/** Where code systems and value sets are found by their address; the newest version if the address names none after a bar. */
public interface Definitions {
    Optional<Codes> codes(String canonical);

    Optional<ValueSet> valueSet(String canonical);

    /** What is added to the codes of another code system, as the codes that it adds to. */
    Optional<Codes> supplement(String canonical);
}

package org.openward.terminology;

import java.util.Optional;
import org.hl7.fhir.r4.model.ValueSet;

/** Whether a value set has a code: {@code $validate-code}. Large value sets are not written out for that. */
public record Membership(Definitions definitions, Versions versions) {
    /**
     * The code as the value set has it, if it does.
     *
     * @param wanted without a system where only the value set tells which one is meant
     * @throws TerminologyFault where something that the value set is made of is not known
     */
    public Optional<Member> find(ValueSet set, Member.Key wanted) {
        return new Composition(definitions, versions).find(set, wanted);
    }
}

package org.openward.fhir.merging;

import ca.uhn.fhir.model.api.IProvenanceAgent;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Who merged, as the Provenance names them. */
record MergingAgent(Reference who) implements IProvenanceAgent {
    private static final long serialVersionUID = 1L;

    @Override
    public IBaseReference getWho() {
        return who;
    }

    @Override
    public @Nullable IBaseReference getOnBehalfOf() {
        return null;
    }
}

package org.openward.fhir;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/** The records that a request has seen and that its answer does not hold as they are, for the audit. */
public record Touched(Bundle records) {
    /** Those of a request, to add to. */
    public static Touched by(RequestDetails request) {
        return (Touched) request.getUserData().computeIfAbsent(Touched.class, any -> new Touched(new Bundle()));
    }

    public static Optional<Bundle> records(RequestDetails request) {
        return Optional.ofNullable((Touched) request.getUserData().get(Touched.class))
                .map(Touched::records);
    }

    public void add(Resource record) {
        records.addEntry().setResource(record);
    }
}

package org.openward.fhir.statement;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;

/** The definitions of operations that one description has read: HAPI asks for each of them for every type that has it. */
record KnownDefinitions(Map<String, IBaseResource> byId) {
    static void beginFor(RequestDetails request) {
        request.getUserData().put(KnownDefinitions.class, new KnownDefinitions(new HashMap<>()));
    }

    /** Read once for a description, and each time for anybody else. */
    static IBaseResource read(IIdType id, RequestDetails request, Supplier<IBaseResource> reading) {
        return Optional.ofNullable((KnownDefinitions) request.getUserData().get(KnownDefinitions.class))
                .map(known -> known.byId().computeIfAbsent(id.getIdPart(), any -> reading.get()))
                .orElseGet(reading);
    }
}

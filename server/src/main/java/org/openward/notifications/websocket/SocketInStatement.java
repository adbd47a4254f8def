package org.openward.notifications.websocket;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.UriType;
import org.openward.fhir.statement.StatementPart;
import org.springframework.stereotype.Component;

/** Says where subscribers open their sockets, as FHIR's extension does. */
@Component
class SocketInStatement implements StatementPart {
    private static final String EXTENSION = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket";

    @Override
    public void addTo(CapabilityStatement statement, RequestDetails request) {
        statement.getRestFirstRep().addExtension(EXTENSION, new UriType(SocketAddress.of(request.getFhirServerBase())));
    }
}

package org.openward.fhir.statement;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.CapabilityStatement;

/** What a department knows of the server's capabilities; every bean of this type is asked when a statement is made. */
public interface StatementPart {
    /**
     * Adds what the department offers, or takes out what it does not let anybody do.
     *
     * @param request whose address and tenant the statement is made for; others at the same address get the same statement
     */
    void addTo(CapabilityStatement statement, RequestDetails request);

    /** Has itself told when it would add something else than before; most never do. */
    default void onChange(Runnable changed) {}
}

package org.openward.fhir.graphql;

import org.openward.fhir.Refusal;

/** A GraphQL query that cannot be read, names what is not there, or asks for too much. */
class GraphqlRefusal extends Refusal {
    private static final long serialVersionUID = 1L;

    GraphqlRefusal(String message) {
        super(Kind.MALFORMED, message);
    }
}

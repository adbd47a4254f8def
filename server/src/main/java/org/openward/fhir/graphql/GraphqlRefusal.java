package org.openward.fhir.graphql;

import org.hl7.fhir.utilities.graphql.Field;
import org.openward.fhir.Refusal;

/** A GraphQL query that cannot be read, names what is not there, or asks for too much. */
class GraphqlRefusal extends Refusal {
    private static final long serialVersionUID = 1L;

    GraphqlRefusal(String message) {
        super(Kind.MALFORMED, message);
    }

    static GraphqlRefusal unknownField(Field field, String where) {
        return new GraphqlRefusal("There is no field %s in %s.".formatted(field.getName(), where));
    }
}

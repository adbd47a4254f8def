package org.openward.interfaceengine.outbound;

import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * Which messages stand in line again, as they were before.
 *
 * @param leftOut how many of the period cannot be sent again
 */
record Resent(List<OutboundMessage> messages, int leftOut) {
    Resent {
        messages = List.copyOf(messages);
    }

    /** The answer to whoever asked; it holds no patient data. */
    Parameters answer() {
        var answer = new Parameters();
        answer.addParameter("count", new IntegerType(messages.size()));
        answer.addParameter("leftOut", new IntegerType(leftOut));
        for (var message : messages) {
            var part = answer.addParameter().setName("message");
            add(part, "number", new StringType(Long.toString(message.id())));
            add(part, "controlId", new StringType(message.controlId()));
            add(part, "type", new StringType(message.type()));
            add(part, "status", new CodeType(message.status().name().toLowerCase(Locale.ROOT)));
        }
        return answer;
    }

    private static void add(Parameters.ParametersParameterComponent part, String name, Type value) {
        part.addPart().setName(name).setValue(value);
    }
}

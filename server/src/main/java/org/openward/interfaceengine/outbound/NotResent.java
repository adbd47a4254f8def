package org.openward.interfaceengine.outbound;

import java.util.List;
import org.openward.fhir.Refusal;

/** Messages cannot be sent again, and none of those that were asked for is. */
class NotResent extends Refusal {
    private static final long serialVersionUID = 1L;

    private NotResent(String message) {
        super(Kind.RULE, message);
    }

    static NotResent noDestination() {
        return new NotResent("This Endpoint is not sent messages of HL7 v2.");
    }

    static NotResent tooMany() {
        return new NotResent("The period has more than " + ResendMessages.MOST
                + " messages to send again. Name a shorter one, and the next when these are sent.");
    }

    static NotResent unknown() {
        return new NotResent("A message that you name was not written for this Endpoint. Nothing is sent again.");
    }

    static NotResent impossible(List<String> controlIds) {
        return new NotResent("These messages cannot be sent again: " + String.join(", ", controlIds)
                + ". Either they could not be written, or their bytes are forgotten, or whoever stored the Endpoint may not see "
                + "their records. Nothing is sent again.");
    }
}

package org.openward.fhir.bulk;

import org.openward.fhir.Refusal;

/** What a client asks for in bulk cannot be understood, or is not done here. */
public class UnusableBulkRequest extends Refusal {
    private static final long serialVersionUID = 1L;

    public UnusableBulkRequest(String message) {
        super(Kind.MALFORMED, message);
    }

    static UnusableBulkRequest notAsynchronous() {
        return new UnusableBulkRequest(
                "This takes a while. Send the header Prefer: respond-async, then ask at the Content-Location of the answer.");
    }

    static UnusableBulkRequest unknownParameter(String name) {
        return new UnusableBulkRequest("This server does not know the parameter " + name
                + " here. Leave it out, or send Prefer: respond-async, handling=lenient.");
    }

    public static UnusableBulkRequest unreadable(String name, String expected) {
        return new UnusableBulkRequest("The parameter " + name + " is " + expected + "; this one is not.");
    }
}

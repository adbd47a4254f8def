package org.openward.hl7v2;

/** What becomes of the orders of a message, in ORC-1 and ORC-5 of the response. */
public enum OrderFate {
    /** They are kept; what becomes of them is not known yet. */
    TAKEN("OK", ""),
    /** They are on file. */
    FILED("OK", "IP"),
    /** They wait for a person. */
    HELD("OK", "HD"),
    /** They were given up. */
    FAILED("UA", "");

    private final String control;
    private final String status;

    OrderFate(String control, String status) {
        this.control = control;
        this.status = status;
    }

    String control() {
        return control;
    }

    String status() {
        return status;
    }
}

package org.openward.fhir.bulk.export;

import org.openward.fhir.Refusal;

/** The token does not reach every record of a type that is asked for. */
class NotForThisCaller extends Refusal {
    private static final long serialVersionUID = 1L;

    private NotForThisCaller(String message) {
        super(Kind.FORBIDDEN, message);
    }

    static NotForThisCaller toTakeOut(String type) {
        return new NotForThisCaller("To export " + type + ", the token needs the scope " + type
                + ".rs for all records: not of one patient only, and without a restriction.");
    }

    static NotForThisCaller toTakeOutAnything() {
        return new NotForThisCaller("The token reaches all records of no type that could be exported here.");
    }
}

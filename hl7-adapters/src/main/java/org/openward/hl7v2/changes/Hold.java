package org.openward.hl7v2.changes;

import org.openward.hl7v2.Place;

/** Why a message must wait for a person; its text holds no value of the patient. */
public record Hold(Reason reason, Place place, String text) {

    /** What is in the way. */
    public enum Reason {
        /** The event is not mapped. */
        UNKNOWN_EVENT,
        /** The number that says which record is meant is missing. */
        NO_IDENTITY,
        /** Something that the record cannot be without is missing. */
        INCOMPLETE,
        /** A code or time that decides what happens is not understood. */
        NOT_UNDERSTOOD,
        /** Two statements of the message contradict each other. */
        CONTRADICTION
    }
}

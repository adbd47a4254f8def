package org.openward.hl7v2.datatypes;

import org.openward.hl7v2.Place;

/** Something in a message that was read with doubt, for a person to look at; its text holds no value of the patient. */
public record Remark(Kind kind, Place place, String text) {

    /** What the doubt is about. */
    public enum Kind {
        AMBIGUOUS_NUMBER,
        VALUE_DOES_NOT_FIT_TYPE,
        UNREADABLE_TIME,
        UNREADABLE_ATTACHMENT,
        UNKNOWN_STATUS,
        REPEATED_RESULT,
        REPEATED_REPORT,
        REPEATED_RECORD,
        LOSSY_CHARACTER_SET
    }
}

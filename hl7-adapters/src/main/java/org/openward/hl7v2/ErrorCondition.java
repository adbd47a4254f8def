package org.openward.hl7v2;

/** HL7 table 0357: why a message is not accepted. */
public enum ErrorCondition {
    SEGMENT_SEQUENCE_ERROR(100, "Segment sequence error", false),
    REQUIRED_FIELD_MISSING(101, "Required field missing", false),
    DATA_TYPE_ERROR(102, "Data type error", false),
    TABLE_VALUE_NOT_FOUND(103, "Table value not found", false),
    UNSUPPORTED_MESSAGE_TYPE(200, "Unsupported message type", true),
    UNSUPPORTED_EVENT_CODE(201, "Unsupported event code", true),
    UNSUPPORTED_PROCESSING_ID(202, "Unsupported processing id", true),
    UNSUPPORTED_VERSION_ID(203, "Unsupported version id", true),
    UNKNOWN_KEY_IDENTIFIER(204, "Unknown key identifier", true),
    DUPLICATE_KEY_IDENTIFIER(205, "Duplicate key identifier", true),
    APPLICATION_RECORD_LOCKED(206, "Application record locked", false),
    APPLICATION_INTERNAL_ERROR(207, "Application internal error", false);

    private final int code;
    private final String display;
    private final boolean rejection;

    ErrorCondition(int code, String display, boolean rejection) {
        this.code = code;
        this.display = display;
        this.rejection = rejection;
    }

    public int code() {
        return code;
    }

    public String display() {
        return display;
    }

    /** Whether sending the message again can never help (reject) or it may (error). */
    public boolean isRejection() {
        return rejection;
    }
}

package org.openward.hl7v2.writing;

/** A message ready to be sent, again and again in the same bytes. */
public final class WrittenMessage {
    private final String type;
    private final String controlId;
    private final byte[] bytes;

    public WrittenMessage(String type, String controlId, byte[] bytes) {
        this.type = type;
        this.controlId = controlId;
        this.bytes = bytes;
    }

    /** Message type and trigger event, such as ORU^R01. */
    public String type() {
        return type;
    }

    public String controlId() {
        return controlId;
    }

    /** Not a copy, not to be changed. */
    public byte[] bytes() {
        return bytes;
    }
}

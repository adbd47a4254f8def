package org.openward.interfaceengine;

/** The bytes of a message or of its acknowledgement. */
final class Bytes {
    private final byte[] content;

    Bytes(byte[] content) {
        this.content = content;
    }

    /** Not a copy, not to be changed. */
    byte[] content() {
        return content;
    }
}

package org.openward.interfaceengine.frames;

/** The answer to a whole frame. */
final class Answer {
    private final byte[] content;

    Answer(byte[] content) {
        this.content = content;
    }

    /** Not a copy, not to be changed. */
    byte[] content() {
        return content;
    }
}

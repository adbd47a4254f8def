package org.openward.hl7v2;

import java.nio.charset.Charset;

/**
 * How one message is written: its five delimiters and its character set.
 *
 * <p>A delimiter that the sender did not declare is {@link #NONE}, which occurs in no text.
 */
public record Notation(char field, char component, char repetition, char escape, char subcomponent, Charset charset) {
    static final char NONE = '\0';

    /** The encoding characters as they stand in MSH-2. */
    String encodingCharacters() {
        StringBuilder characters = new StringBuilder();
        for (char each : new char[] {component, repetition, escape, subcomponent}) {
            if (each != NONE) {
                characters.append(each);
            }
        }
        return characters.toString();
    }

    Notation in(Charset other) {
        return new Notation(field, component, repetition, escape, subcomponent, other);
    }

    /** The text with every HL7 escape sequence resolved; an unknown sequence stays as it was sent. */
    public String unescape(String sent) {
        return sent.indexOf(escape) < 0 ? sent : Escapes.resolve(sent, this);
    }

    /** The text made safe to stand in a field of this notation. */
    public String escape(String text) {
        return Escapes.write(text, this);
    }
}

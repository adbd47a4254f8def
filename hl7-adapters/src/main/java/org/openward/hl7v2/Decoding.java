package org.openward.hl7v2;

import java.nio.charset.Charset;
import java.util.Optional;

/** How the bytes of a message became text: the character set, the rule that chose it, and whether every byte fitted. */
public record Decoding(Charset charset, Rule rule, Fidelity fidelity) {

    /** Decides for bytes that do not themselves name a character set. */
    public static Decoding of(byte[] raw, Transmission transmission) {
        return CharacterSets.decide(raw, Optional.empty(), transmission);
    }

    /** The rules in the order they are tried. */
    public enum Rule {
        DEVICE_OVERRIDE,
        MESSAGE_HEADER,
        VALID_UTF_8,
        DEVICE_DEFAULT,
        LAST_RESORT
    }

    /** Whether the text holds everything the bytes said. */
    public enum Fidelity {
        EXACT,
        LOSSY
    }
}

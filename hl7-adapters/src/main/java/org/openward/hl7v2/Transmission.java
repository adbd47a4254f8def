package org.openward.hl7v2;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How one device talks: its character set when the message does not say or cannot be trusted, and which
 * acknowledgements it expects.
 *
 * @param override the character set to use whatever the message says, or null
 */
public record Transmission(@Nullable Charset override, Charset fallback, AcknowledgementMode acknowledgement) {
    public static final Transmission STANDARD =
            new Transmission(null, StandardCharsets.ISO_8859_1, AcknowledgementMode.AS_SENT);

    public Transmission withOverride(Charset charset) {
        return new Transmission(charset, fallback, acknowledgement);
    }

    public Transmission withFallback(Charset charset) {
        return new Transmission(override, charset, acknowledgement);
    }

    public Transmission withAcknowledgement(AcknowledgementMode mode) {
        return new Transmission(override, fallback, mode);
    }
}

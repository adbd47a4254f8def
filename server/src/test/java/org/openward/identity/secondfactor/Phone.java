package org.openward.identity.secondfactor;

import java.time.Clock;
import org.apache.commons.codec.binary.Base32;

/** An authenticator app that somebody has on the phone. */
public final class Phone {
    private final byte[] secret;

    /** @param typed the secret in Base32, as the page shows it */
    public Phone(String typed) {
        this.secret = new Base32().decode(typed);
    }

    /** What it shows now. */
    public String code() {
        return Totp.code(secret, Totp.step(Clock.systemUTC().instant()));
    }
}

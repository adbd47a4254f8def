package org.openward.security.issuers;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;

/** Tells a bad token from one that cannot be judged at the moment. */
final class PatientDecoder implements JwtDecoder {
    private final JwtDecoder decoder;

    PatientDecoder(JwtDecoder decoder) {
        this.decoder = decoder;
    }

    /** @throws IssuerSilent when the issuer's keys cannot be had */
    @Override
    public Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException bad) {
            throw bad;
        } catch (JwtException | JwtDecoderInitializationException unheard) {
            throw new IssuerSilent(unheard);
        }
    }
}

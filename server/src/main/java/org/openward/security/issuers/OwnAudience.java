package org.openward.security.issuers;

import java.util.Collections;
import java.util.Set;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Takes the tokens that an issuer made for this server, and none that it made for somebody else. */
public final class OwnAudience implements JwtDecoder {
    private final JwtDecoder decoder;
    private final Set<String> audience;

    /** @param audience as in the claim {@code aud}, one of these */
    public OwnAudience(JwtDecoder decoder, Set<String> audience) {
        this.decoder = decoder;
        this.audience = Set.copyOf(audience);
    }

    @Override
    public Jwt decode(String token) {
        var decoded = decoder.decode(token);
        if (decoded.getAudience() == null || Collections.disjoint(decoded.getAudience(), audience)) {
            throw new BadJwtException("The token is for another audience.");
        }
        return decoded;
    }
}

package org.openward.security.issuers;

import java.time.Clock;
import java.time.Duration;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/** Refuses a token that says that it was issued in the future. */
public final class IssuedBefore implements OAuth2TokenValidator<Jwt> {
    private final Clock clock;
    private final Duration skew;

    /** @param skew how far the issuer's clock may be ahead */
    public IssuedBefore(Clock clock, Duration skew) {
        this.clock = clock;
        this.skew = skew;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        var issued = token.getIssuedAt();
        return issued == null || !issued.isAfter(clock.instant().plus(skew))
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "The token was issued in the future.", null));
    }
}

package org.openward.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.openward.security.Claims;
import org.openward.security.issuers.IssuedBefore;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Tells a valid access token of this server from anything else that carries its signature. */
final class AccessTokens {
    private static final Duration SKEW = Duration.ofMinutes(1);

    private AccessTokens() {}

    /**
     * @param audience for whom the token must be
     * @param stands whether the sign-in of that id was not ended by anybody
     * @param isRegistered whether there still is a client of that id
     */
    static JwtDecoder signedWith(
            JWKSource<SecurityContext> keys,
            TokenAudience audience,
            Clock clock,
            Predicate<UUID> stands,
            Predicate<String> isRegistered) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        // The decoder below checks the times, with some tolerance.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(List.of(
                new IssuedBefore(clock, SKEW),
                token -> isMeant(audience, token),
                new JwtClaimValidator<Object>(JwtClaimNames.EXP, end -> end != null),
                new JwtClaimValidator<Object>(JwtClaimNames.SUB, subject -> subject != null),
                // An ID token bears the same signature and has no scope.
                new JwtClaimValidator<Object>(Claims.SCOPE, scope -> scope != null),
                new JwtClaimValidator<String>(Claims.CLIENT, client -> client != null && isRegistered.test(client)),
                new JwtClaimValidator<String>(
                        Claims.SIGN_IN, signIn -> signIn == null || stands.test(UUID.fromString(signIn))))));
        return decoder;
    }

    private static OAuth2TokenValidatorResult isMeant(TokenAudience audience, Jwt token) {
        return audience.isMeantBy(token.getClaimAsString(JwtClaimNames.ISS), token.getAudience())
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error(
                        OAuth2ErrorCodes.INVALID_TOKEN, "The token does not say that it is for this server.", null));
    }
}

package org.openward.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.openward.security.issuers.PublishedKeys;
import org.openward.security.outbound.OutgoingHttp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the assertions by which a client proves itself with its private key; each is good for one token and five minutes. */
final class ClientAssertions implements JwtDecoderFactory<RegisteredClient> {
    private static final Set<JWSAlgorithm> SIGNATURES =
            Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384, JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private static final int MOST_CLIENTS = 10_000;
    private static final Duration LONGEST = Duration.ofMinutes(5).plusSeconds(60);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final OutgoingHttp http;
    private final Cache<String, JwtDecoder> decoders = Caffeine.newBuilder()
            .maximumSize(MOST_CLIENTS)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    ClientAssertions(JdbcClient jdbc, TransactionTemplate transaction, Clock clock, OutgoingHttp http) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.http = http;
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient client) {
        var settings = client.getClientSettings();
        var here = settings.<String>getSetting(RegisteredClients.KEYS);
        var there = settings.getJwkSetUrl();
        return decoders.get(
                client.getClientId() + " " + (here == null ? there : here),
                unknown -> decoder(
                        client,
                        here == null ? PublishedKeys.at(there, http) : new ImmutableJWKSet<>(InlineKeys.read(here))));
    }

    private JwtDecoder decoder(RegisteredClient client, JWKSource<SecurityContext> keys) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(SIGNATURES, keys));
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("client-authentication+jwt"), null));
        // The decoder below checks the times, with some tolerance.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtClientAssertionDecoderFactory.DEFAULT_JWT_VALIDATOR_FACTORY.apply(client),
                assertion -> isNew(client, assertion)));
        return decoder;
    }

    private OAuth2TokenValidatorResult isNew(RegisteredClient client, Jwt assertion) {
        var expires = assertion.getExpiresAt();
        if (expires == null
                || assertion.getId() == null
                || expires.isAfter(clock.instant().plus(LONGEST))) {
            return refused("An assertion needs a jti and an exp at most five minutes ahead.");
        }
        var added = transaction.execute(status -> {
            jdbc.sql("delete from identity.client_assertion where expires_at < ?")
                    .param(Timestamp.from(clock.instant().minus(LONGEST)))
                    .update();
            return jdbc.sql(
                            """
                            insert into identity.client_assertion (client_id, jti, expires_at) values (?, ?, ?)
                            on conflict do nothing
                            """)
                    .params(client.getClientId(), assertion.getId(), Timestamp.from(expires))
                    .update();
        });
        return added != null && added == 1
                ? OAuth2TokenValidatorResult.success()
                : refused("This assertion was used before.");
    }

    private static OAuth2TokenValidatorResult refused(String why) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, why, null));
    }
}

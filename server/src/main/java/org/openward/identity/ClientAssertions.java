package org.openward.identity;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the assertions by which a client proves itself with its private key; each is good for one token and five minutes. */
final class ClientAssertions implements JwtDecoderFactory<RegisteredClient> {
    private static final Duration LONGEST = Duration.ofMinutes(5).plusSeconds(60);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

    ClientAssertions(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient client) {
        var keys = client.getClientSettings().getJwkSetUrl();
        return decoders.computeIfAbsent(client.getClientId() + " " + keys, known -> decoder(client, keys));
    }

    private JwtDecoder decoder(RegisteredClient client, String keys) {
        var decoder = NimbusJwtDecoder.withJwkSetUri(keys)
                .jwsAlgorithms(algorithms -> {
                    algorithms.add(SignatureAlgorithm.RS384);
                    algorithms.add(SignatureAlgorithm.ES384);
                    algorithms.add(SignatureAlgorithm.RS256);
                    algorithms.add(SignatureAlgorithm.ES256);
                })
                .build();
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

package org.openward.security.issuers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.security.outbound.OutgoingHttp;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/** The keys with which an issuer signs, where it says that they are. */
public final class IssuerKeys {
    private static final ObjectMapper JSON = new ObjectMapper();

    private IssuerKeys() {}

    /**
     * Reads the tokens of the one issuer that stands in this server's place. Its keys are asked for when the first token comes in, so that
     * the server starts without it.
     */
    public static JwtDecoder instead(URI issuer, OutgoingHttp http) {
        return new PatientDecoder(new SupplierJwtDecoder(() -> {
            var decoder = decoder(of(issuer, null, http), IssuersSettings.SIGNATURES);
            decoder.setJwtValidator(JwtValidators.createDefaultWithIssuer(issuer.toString()));
            return decoder;
        }));
    }

    static NimbusJwtDecoder decoder(JWKSource<SecurityContext> keys, Set<String> algorithms) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        Set<JWSAlgorithm> signatures =
                algorithms.stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(signatures, keys));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        // The decoder checks the times, with some tolerance.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return new NimbusJwtDecoder(processor);
    }

    /** @param address where the keys are; without it, the issuer's discovery document says so */
    static JWKSource<SecurityContext> of(URI issuer, @Nullable URI address, OutgoingHttp http) {
        return PublishedKeys.at(address == null ? discovered(issuer, http) : address.toString(), http);
    }

    private static String discovered(URI issuer, OutgoingHttp http) {
        try {
            var said = JSON.readTree(new Published(http)
                    .fetch(issuer.toString().replaceFirst("/$", "") + "/.well-known/openid-configuration"));
            var keys = said.path("jwks_uri").asText();
            if (keys.isEmpty() || !issuer.toString().equals(said.path("issuer").asText())) {
                throw new IllegalStateException("The issuer " + issuer + " does not say where its keys are.");
            }
            return keys;
        } catch (IOException silent) {
            throw new IllegalStateException("The issuer " + issuer + " does not answer.", silent);
        }
    }
}

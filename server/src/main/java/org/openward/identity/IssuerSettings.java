package org.openward.identity;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.security.ScopePolicy;
import org.openward.tenancy.TenantId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which client programs this server knows when it issues tokens itself.
 *
 * @param clients by client id
 * @param audience what its tokens say in {@code aud}; without it, its FHIR base under the address at which they were asked for
 */
@Validated
@ConfigurationProperties("openward.security")
record IssuerSettings(@DefaultValue Map<String, @Valid Client> clients, @DefaultValue Set<String> audience) {
    /** Stands for whichever tenants the person who signs in may enter. */
    static final String ANY_TENANT = "*";

    /**
     * One client program as the operator describes it.
     *
     * @param secret plain, or a hash that begins with {@code {bcrypt}}
     * @param jwkSetUrl where the client publishes the public keys of its assertions
     * @param grantTypes {@code client_credentials}, {@code authorization_code}, {@code refresh_token}
     * @param scopes the widest SMART scopes that the client may ask for
     * @param tenants the tenants it may enter
     * @param permissions the operations it may call, such as {@code operation/Invoice-pay} or {@code operation/*}
     * @param jwks the public keys of its assertions themselves, as a JSON Web Key Set
     * @param consent whether people are asked before it acts in their names
     */
    record Client(
            @Nullable String secret,
            @Nullable String jwkSetUrl,
            @DefaultValue("client_credentials") Set<String> grantTypes,
            @DefaultValue Set<String> redirectUris,
            @NotEmpty Set<String> scopes,
            @NotEmpty @DefaultValue("default") Set<String> tenants,
            @DefaultValue Set<String> permissions,
            @Nullable String jwks,
            @DefaultValue("false") boolean consent) {
        Client {
            if (Stream.of(secret, jwkSetUrl, jwks).filter(Objects::nonNull).count() > 1) {
                throw new IllegalArgumentException(
                        "A client has a secret, a jwk-set-url or jwks, and one of them only.");
            }
            if (isPublic(secret, jwkSetUrl, jwks) && grantTypes.contains("client_credentials")) {
                throw new IllegalArgumentException(
                        "A client without secret, jwk-set-url and jwks has no client_credentials.");
            }
            if (jwks != null) {
                InlineKeys.check(jwks);
            }
            if (grantTypes.contains("authorization_code") == redirectUris.isEmpty()) {
                throw new IllegalArgumentException("Redirect URIs belong to the grant type authorization_code.");
            }
            scopes.forEach(ScopePolicy::checkRegistrable);
            tenants.forEach(Client::checkTenant);
        }

        private static boolean isPublic(@Nullable String secret, @Nullable String jwkSetUrl, @Nullable String jwks) {
            return secret == null && jwkSetUrl == null && jwks == null;
        }

        /** Whether it proves itself with a private key. */
        boolean hasKeys() {
            return jwkSetUrl != null || jwks != null;
        }

        private static void checkTenant(String tenant) {
            if (!TenantId.isWellFormed(tenant) && !ANY_TENANT.equals(tenant)) {
                throw new IllegalArgumentException("'" + tenant + "' is no tenant id.");
            }
        }

        @Override
        public String toString() {
            return "client with scopes " + scopes + " in " + tenants;
        }
    }
}

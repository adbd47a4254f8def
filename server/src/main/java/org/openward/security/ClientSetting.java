package org.openward.security;

import jakarta.validation.constraints.NotEmpty;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.TenantId;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One client program as the operator describes it.
 *
 * @param secret plain, or a hash that begins with {@code {bcrypt}}
 * @param jwkSetUrl where the client publishes the public keys of its assertions
 * @param grantTypes {@code client_credentials}, {@code authorization_code}, {@code refresh_token}
 * @param scopes the widest SMART scopes that the client may ask for
 * @param tenants the tenants it may enter, {@code *} for whichever tenants the person who signs in may enter
 * @param permissions the operations it may call, such as {@code operation/Invoice-pay} or {@code operation/*}
 */
record ClientSetting(
        @Nullable String secret,
        @Nullable String jwkSetUrl,
        @DefaultValue("client_credentials") Set<String> grantTypes,
        @DefaultValue Set<String> redirectUris,
        @NotEmpty Set<String> scopes,
        @NotEmpty @DefaultValue("default") Set<String> tenants,
        @DefaultValue Set<String> permissions) {
    ClientSetting {
        if (secret != null && jwkSetUrl != null) {
            throw new IllegalArgumentException("A client has a secret or a jwk-set-url, not both.");
        }
        var mayActAlone = grantTypes.contains("client_credentials");
        if (mayActAlone && secret == null && jwkSetUrl == null) {
            throw new IllegalArgumentException("A client without secret and jwk-set-url has no client_credentials.");
        }
        if (grantTypes.contains("authorization_code") == redirectUris.isEmpty()) {
            throw new IllegalArgumentException("Redirect URIs belong to the grant type authorization_code.");
        }
        scopes.forEach(ScopePolicy::checkRegistrable);
        tenants.forEach(ClientSetting::checkTenant);
    }

    private static void checkTenant(String tenant) {
        if (!TenantId.isWellFormed(tenant) && !RegisteredClients.ANY.equals(tenant)) {
            throw new IllegalArgumentException("'" + tenant + "' is no tenant id.");
        }
    }

    @Override
    public String toString() {
        return "client with scopes " + scopes + " in " + tenants;
    }
}

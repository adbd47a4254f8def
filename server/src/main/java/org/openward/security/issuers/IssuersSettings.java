package org.openward.security.issuers;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.security.ScopePolicy;
import org.openward.security.roles.RoleRights;
import org.openward.tenancy.TenantId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The issuers of tokens beside this server itself.
 *
 * @param issuers by a short name, which becomes part of the names of their people
 */
@Validated
@ConfigurationProperties("openward.security")
public record IssuersSettings(@DefaultValue Map<String, @Valid Issuer> issuers) {
    /** Signatures with a key pair only: whoever can check them can make none. */
    static final Set<String> SIGNATURES =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    public IssuersSettings {
        issuers.keySet().forEach(name -> {
            if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name for an issuer: small letters, digits and hyphens.");
            }
        });
        if (issuers.values().stream().map(Issuer::issuer).distinct().count() < issuers.size()) {
            throw new IllegalArgumentException("The same issuer stands in openward.security.issuers twice.");
        }
    }

    /**
     * One issuer, and how far it is trusted.
     *
     * @param issuer as it stands in the claim {@code iss} of its tokens
     * @param jwkSetUrl where its keys are; without it, its discovery document says so
     * @param audience what the claim {@code aud} of a token for this server holds, one of these
     * @param algorithms the signatures that count
     * @param scopes the widest scopes that any of its tokens has here
     * @param permissions the operations that any of its tokens permits at most
     * @param tenants the tenants that its tokens may enter at most
     * @param tenant the tenant of all its tokens, when they name none
     * @param roles what the roles in its tokens mean here, by their names there
     * @param secondFactor the words in {@code acr} or {@code amr} of its tokens by which it says that somebody showed a second factor
     */
    public record Issuer(
            URI issuer,
            @Nullable URI jwkSetUrl,
            @NotEmpty Set<String> audience,
            @NotEmpty @DefaultValue({"RS256", "RS384", "ES256", "ES384"}) Set<String> algorithms,
            @NotEmpty Set<String> scopes,
            @DefaultValue Set<String> permissions,
            @DefaultValue Set<String> tenants,
            @Nullable String tenant,
            @DefaultValue ClaimNames claims,
            @DefaultValue Map<String, Role> roles,
            @DefaultValue Set<String> secondFactor) {
        public Issuer {
            if (!SIGNATURES.containsAll(algorithms)) {
                throw new IllegalArgumentException("Only these signatures can count: " + SIGNATURES + ".");
            }
            scopes.forEach(ScopePolicy::checkRegistrable);
            roles.values().forEach(role -> role.scopes().forEach(ScopePolicy::checkRegistrable));
            roles.values().stream().flatMap(role -> role.worksAs().stream()).forEach(Issuer::checkRole);
            if ((tenant == null) == tenants.isEmpty()) {
                throw new IllegalArgumentException("An issuer has either a tenant or the tenants that it may name.");
            }
            checkTenant(tenant);
            tenants.forEach(Issuer::checkTenant);
        }

        private static void checkRole(String code) {
            if (!RoleRights.read().knows(code)) {
                throw new IllegalArgumentException("'" + code + "' is no role of the matrix of roles.");
            }
        }

        private static void checkTenant(@Nullable String tenant) {
            if (tenant != null && !TenantId.isWellFormed(tenant)) {
                throw new IllegalArgumentException("'" + tenant + "' is no tenant id.");
            }
        }
    }

    /**
     * In which claims of the token things stand; {@code realm_access.roles} is the claim {@code roles} within the claim
     * {@code realm_access}.
     */
    public record ClaimNames(
            @DefaultValue("sub") String subject,
            @DefaultValue("client_id") String client,
            @DefaultValue("scope") String scope,
            @DefaultValue("roles") String roles,
            @DefaultValue("permissions") String permissions,
            @DefaultValue("tenants") String tenants,
            @DefaultValue("patient") String patient,
            @DefaultValue("fhirUser") String fhirUser) {}

    /**
     * What a role gives.
     *
     * @param worksAs what it is in the matrix of roles, such as {@code NUR}
     */
    public record Role(
            @DefaultValue List<String> scopes,
            @DefaultValue List<String> permissions,
            @DefaultValue Set<String> worksAs) {}
}

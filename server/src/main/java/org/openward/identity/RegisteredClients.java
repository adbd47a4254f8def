package org.openward.identity;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.openward.identity.launch.LaunchConfiguration;
import org.openward.identity.registration.ClientRegister;
import org.openward.identity.registration.NewClient;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** Turns the operator's client settings into registered clients, and keeps the register in step with them. */
final class RegisteredClients {
    static final String TENANTS = LaunchConfiguration.TENANTS;
    static final String KEYS = "openward.keys";
    static final String PERMISSIONS = "openward.permissions";

    /** The id of the client that every server has for its people. */
    static final String CONSOLE = "openward-console";

    private static final Duration LIFE_OF_A_TOKEN = Duration.ofHours(1);

    private final RegisteredClientRepository register;

    RegisteredClients(RegisteredClientRepository register) {
        this.register = register;
    }

    void provision(Map<String, IssuerSettings.Client> clients) {
        register.save(console());
        clients.forEach((id, setting) -> register.save(registered(id, setting)));
    }

    /** The server's own way in for its people: any program on this machine that can receive a redirect. */
    private RegisteredClient console() {
        return registered(
                CONSOLE,
                new IssuerSettings.Client(
                        null,
                        null,
                        Set.of("authorization_code", "refresh_token"),
                        Set.of("http://127.0.0.1/callback"),
                        Set.of(
                                "openid",
                                "fhirUser",
                                "launch",
                                "launch/patient",
                                "launch/encounter",
                                "offline_access",
                                "online_access",
                                "user/*.cruds",
                                "patient/*.cruds"),
                        Set.of(IssuerSettings.ANY_TENANT),
                        Set.of("approval/*", "feed/*", "migration/*", "operation/*", "privacy/*", "registration/*"),
                        null,
                        false));
    }

    /**
     * Newcomers, once somebody has approved them, and until somebody takes them away.
     *
     * @param ofTheOperator the clients that stay, as his settings name them
     */
    ClientRegister newcomers(JdbcClient jdbc, Set<String> ofTheOperator) {
        return new ClientRegister() {
            @Override
            public void check(NewClient client) {
                described(client, client.method().startsWith("client_secret") ? "{bcrypt}" : null);
            }

            @Override
            public void enter(NewClient client, @Nullable String secretHash) {
                register.save(RegisteredClient.from(registered(client.clientId(), described(client, secretHash)))
                        .clientName(client.name())
                        .build());
            }

            @Override
            public boolean withdraw(String clientId, TenantId tenant, Set<String> entered) {
                var known = register.findByClientId(clientId);
                var tenants = known == null ? Set.<String>of() : tenantsOf(known, jdbc);
                if (known == null
                        || CONSOLE.equals(clientId)
                        || ofTheOperator.contains(clientId)
                        || !tenants.contains(tenant.value())
                        || !entered.containsAll(tenants)) {
                    return false;
                }
                jdbc.sql("delete from identity.oauth2_authorization where registered_client_id = ?")
                        .param(known.getId())
                        .update();
                return jdbc.sql("delete from identity.oauth2_registered_client where id = ?")
                                .param(known.getId())
                                .update()
                        == 1;
            }

            @Override
            public boolean holds(String clientId) {
                return jdbc.sql("select exists (select from identity.oauth2_registered_client where client_id = ?)")
                        .param(clientId)
                        .query(Boolean.class)
                        .single();
            }
        };
    }

    /** The tenants that a client may enter: as many as there are, of one that may enter any. */
    private static Set<String> tenantsOf(RegisteredClient client, JdbcClient jdbc) {
        var named = String.valueOf(client.getClientSettings().<Object>getSetting(TENANTS));
        return IssuerSettings.ANY_TENANT.equals(named)
                ? jdbc.sql("select id from openward.tenant").query(String.class).set()
                : Set.of(named.split(" ", -1));
    }

    private static IssuerSettings.Client described(NewClient client, @Nullable String secretHash) {
        return new IssuerSettings.Client(
                secretHash,
                client.keysAt(),
                client.grantTypes(),
                client.redirectUris(),
                client.scopes(),
                Set.of(client.tenant()),
                client.permissions(),
                client.keys(),
                client.servesPeople());
    }

    private RegisteredClient registered(String id, IssuerSettings.Client setting) {
        var known = register.findByClientId(id);
        var client = RegisteredClient.withId(known == null ? id : known.getId())
                .clientId(id)
                .clientName(id)
                .redirectUris(uris -> uris.addAll(setting.redirectUris()))
                .scopes(scopes -> scopes.addAll(setting.scopes()))
                .authorizationGrantTypes(
                        types -> setting.grantTypes().forEach(type -> types.add(new AuthorizationGrantType(type))))
                .clientAuthenticationMethods(methods -> methods.addAll(methods(setting)))
                .clientSettings(settings(setting))
                .tokenSettings(tokens());
        if (setting.secret() != null) {
            client.clientSecret(hashed(setting.secret(), known));
        }
        return client.build();
    }

    private static Set<ClientAuthenticationMethod> methods(IssuerSettings.Client setting) {
        if (setting.hasKeys()) {
            return Set.of(ClientAuthenticationMethod.PRIVATE_KEY_JWT);
        }
        return setting.secret() == null
                ? Set.of(ClientAuthenticationMethod.NONE)
                : Set.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST);
    }

    private static ClientSettings settings(IssuerSettings.Client setting) {
        var settings = ClientSettings.builder()
                .requireProofKey(true)
                .requireAuthorizationConsent(setting.consent())
                .setting(TENANTS, String.join(" ", new TreeSet<>(setting.tenants())))
                .setting(PERMISSIONS, String.join(" ", new TreeSet<>(setting.permissions())));
        if (setting.jwks() != null) {
            settings.setting(KEYS, setting.jwks());
        }
        if (setting.jwkSetUrl() != null) {
            settings.jwkSetUrl(setting.jwkSetUrl());
        }
        if (setting.hasKeys()) {
            settings.tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.RS384);
        }
        return settings.build();
    }

    private static TokenSettings tokens() {
        return TokenSettings.builder()
                .accessTokenTimeToLive(LIFE_OF_A_TOKEN)
                .refreshTokenTimeToLive(Duration.ofHours(12))
                .authorizationCodeTimeToLive(Duration.ofMinutes(1))
                .reuseRefreshTokens(false)
                .build();
    }

    /** A known client keeps its hash, so that an unchanged secret costs one comparison and no new row. */
    private static String hashed(String secret, @Nullable RegisteredClient known) {
        if (secret.startsWith("{bcrypt}")) {
            return secret;
        }
        var encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
        var kept = known == null ? null : known.getClientSecret();
        return kept != null && encoder.matches(secret, kept) ? kept : String.valueOf(encoder.encode(secret));
    }
}

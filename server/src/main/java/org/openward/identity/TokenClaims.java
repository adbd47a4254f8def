package org.openward.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.security.Claims;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** What a token says beyond OAuth: the tenants and operations of its holder, and whom it speaks for. */
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {
    static final Duration WITH_A_PERSON = Duration.ofMinutes(15);

    private final People people;

    TokenClaims(People people) {
        this.people = people;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            accessToken(context);
        } else {
            people.find(context.getPrincipal().getName())
                    .flatMap(Person::fhirUser)
                    .ifPresent(user -> context.getClaims().claim(Claims.FHIR_USER, user));
        }
    }

    private void accessToken(JwtEncodingContext context) {
        var client = context.getRegisteredClient();
        var claims = context.getClaims();
        claims.claim(Claims.CLIENT, client.getClientId());
        claims.claim(Claims.SCOPE, String.join(" ", context.getAuthorizedScopes()));
        var tenants = words(client.getClientSettings().getSetting(RegisteredClients.TENANTS));
        var permissions = words(client.getClientSettings().getSetting(RegisteredClients.PERMISSIONS));
        if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
            claims.claim(Claims.TENANTS, plain(tenants)).claim(Claims.PERMISSIONS, plain(permissions));
            return;
        }
        var person = people.named(context.getPrincipal().getName());
        claims.claim(Claims.SCOPE, String.join(" ", person.scopesAmong(context.getAuthorizedScopes())));
        claims.claim(Claims.TENANTS, plain(person.tenantsAmong(tenants)));
        claims.claim(Claims.PERMISSIONS, plain(person.permissionsAmong(permissions)));
        claims.claims(all -> all.computeIfPresent(
                JwtClaimNames.EXP, (name, expires) -> shortened(all.get(JwtClaimNames.IAT), expires)));
        person.fhirUser().ifPresent(user -> claims.claim(Claims.FHIR_USER, user));
        person.patient().ifPresent(patient -> claims.claim(Claims.PATIENT, patient));
    }

    /** Spring keeps the claims beside the token as JSON and reads back only the oldest kind of list. */
    private static List<String> plain(List<String> words) {
        return new ArrayList<>(words);
    }

    /** A person's token is short-lived: the app refreshes it, and a closed account ends soon. */
    private static Object shortened(@Nullable Object issued, Object expires) {
        return issued instanceof Instant from ? from.plus(WITH_A_PERSON) : expires;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }
}

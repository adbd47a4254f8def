package org.openward.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.identity.launch.LaunchContext;
import org.openward.identity.launch.Launches;
import org.openward.security.Claims;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** What a token says beyond OAuth: the tenants and operations of its holder, and whom it speaks for. */
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {
    static final Duration WITH_A_PERSON = Duration.ofMinutes(15);

    private final People people;
    private final Launches launches;

    TokenClaims(People people, Launches launches) {
        this.people = people;
        this.launches = launches;
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
        launches.contextOf(context.getAuthorization(), client)
                .ifPresent(launch -> begin(launch, person.tenantsAmong(tenants), claims));
    }

    /** The ids of a patient and an encounter mean something in their own tenant only. */
    private static void begin(LaunchContext launch, List<String> tenants, JwtClaimsSet.Builder claims) {
        if (!tenants.contains(launch.tenant().value())) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    OAuth2ErrorCodes.INVALID_GRANT, "This person may not enter the tenant of the launch.", null));
        }
        claims.claim(Claims.TENANTS, plain(List.of(launch.tenant().value())));
        claims.claim(Claims.PATIENT, launch.patient());
        launch.encounter().ifPresent(encounter -> claims.claim(Claims.ENCOUNTER, encounter));
        claims.claim(Claims.NEED_PATIENT_BANNER, launch.needsPatientBanner());
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

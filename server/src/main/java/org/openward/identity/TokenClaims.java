package org.openward.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.identity.accounts.AccountRoles;
import org.openward.identity.launch.LaunchContext;
import org.openward.identity.launch.Launches;
import org.openward.identity.sessions.SignIns;
import org.openward.identity.sessions.SignIns.Stay;
import org.openward.identity.sessions.SignedIn;
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
    private final AccountRoles roles;
    private final SignIns signIns;
    private final Launches launches;

    TokenClaims(People people, AccountRoles roles, SignIns signIns, Launches launches) {
        this.people = people;
        this.roles = roles;
        this.signIns = signIns;
        this.launches = launches;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            accessToken(context);
        } else {
            assurance(context);
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
        checkStanding(context);
        var person = people.find(context.getPrincipal().getName()).orElseThrow(TokenClaims::over);
        assurance(context);
        roles.decidingFor(person.userName())
                .ifPresent(deciding -> claims.claim(Claims.ROLES, plain(List.copyOf(deciding.codes()))));
        claims.claim(Claims.SCOPE, String.join(" ", person.scopesAmong(context.getAuthorizedScopes())));
        claims.claim(Claims.TENANTS, plain(person.tenantsAmong(tenants)));
        claims.claim(Claims.PERMISSIONS, plain(person.permissionsAmong(permissions)));
        claims.claims(all -> all.computeIfPresent(
                JwtClaimNames.EXP, (name, expires) -> shortened(all.get(JwtClaimNames.IAT), expires)));
        person.fhirUser().ifPresent(user -> claims.claim(Claims.FHIR_USER, user));
        person.patient()
                .ifPresent(patient -> claims.claim(Claims.PATIENT, patient).claim(Claims.OWN_PATIENT, patient));
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

    /** How surely it is the person, and in which sign-in that was found out. */
    private static void assurance(JwtEncodingContext context) {
        SignedIn.of(context.getPrincipal()).ifPresent(assurance -> context.getClaims()
                .claim(Claims.SIGN_IN, assurance.signIn().toString())
                .claim(Claims.ACR, assurance.level())
                .claim(Claims.AMR, plain(assurance.methods())));
    }

    /** Nobody gets another token in a sign-in that was ended. */
    private void checkStanding(JwtEncodingContext context) {
        var stay = context.getAuthorizedScopes().contains("offline_access")
                ? Stay.WITHOUT_THE_PERSON
                : Stay.WITH_THE_PERSON;
        var ended = SignedIn.of(context.getPrincipal())
                .filter(assurance -> !signIns.goesOn(assurance.signIn(), stay))
                .isPresent();
        if (ended) {
            throw over();
        }
    }

    private static OAuth2AuthenticationException over() {
        return new OAuth2AuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, "The person's sign-in has ended.", null));
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

package org.openward.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.identity.accounts.AccountRoles;
import org.openward.identity.launch.Caregiving;
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
    private final Caregiving caregiving;
    private final TokenAudience audience;

    TokenClaims(
            People people,
            AccountRoles roles,
            SignIns signIns,
            Launches launches,
            Caregiving caregiving,
            TokenAudience audience) {
        this.people = people;
        this.roles = roles;
        this.signIns = signIns;
        this.launches = launches;
        this.caregiving = caregiving;
        this.audience = audience;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            accessToken(context);
        } else {
            assurance(context);
            people.find(context.getPrincipal().getName())
                    .flatMap(person -> fhirUser(person, context))
                    .ifPresent(user -> context.getClaims().claim(Claims.FHIR_USER, user));
        }
    }

    private void accessToken(JwtEncodingContext context) {
        var client = context.getRegisteredClient();
        var claims = context.getClaims();
        claims.claim(Claims.CLIENT, client.getClientId());
        claims.audience(
                plain(audience.of(context.getAuthorizationServerContext().getIssuer())));
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
        claims.claim(
                Claims.ROLES,
                plain(List.copyOf(roles.decidingFor(person.userName()).codes())));
        claims.claim(Claims.SCOPE, String.join(" ", person.scopesAmong(context.getAuthorizedScopes())));
        claims.claim(Claims.TENANTS, plain(person.tenantsAmong(tenants)));
        claims.claim(Claims.PERMISSIONS, plain(person.permissionsAmong(permissions)));
        claims.claims(all -> all.computeIfPresent(
                JwtClaimNames.EXP, (name, expires) -> shortened(all.get(JwtClaimNames.IAT), expires)));
        person.fhirUser().ifPresent(user -> claims.claim(Claims.FHIR_USER, user));
        person.patient()
                .ifPresent(patient -> claims.claim(Claims.PATIENT, patient).claim(Claims.OWN_PATIENT, patient));
        launches.contextOf(context.getAuthorization(), client).ifPresent(launch -> {
            if (!person.tenantsAmong(tenants).contains(launch.tenant().value())) {
                throw refused("This person may not enter the tenant of the launch.");
            }
            begin(launch, person, claims);
        });
    }

    /** The ids of a patient and an encounter mean something in their own tenant only. */
    private void begin(LaunchContext launch, Person person, JwtClaimsSet.Builder claims) {
        if (person.isSomebodyElseThan(launch.patient())) {
            throw refused("A patient begins with no other's record.");
        }
        if (person.isCaregiver()) {
            var record =
                    actingFor(person, launch).orElseThrow(() -> refused("This person may not act for the patient."));
            claims.claim(Claims.FHIR_USER, record).claim(Claims.CARED_PATIENT, launch.patient());
        }
        claims.claim(Claims.TENANTS, plain(List.of(launch.tenant().value())));
        claims.claim(Claims.PATIENT, launch.patient());
        launch.encounter().ifPresent(encounter -> claims.claim(Claims.ENCOUNTER, encounter));
        claims.claim(Claims.NEED_PATIENT_BANNER, launch.needsPatientBanner());
    }

    private Optional<String> fhirUser(Person person, JwtEncodingContext context) {
        return person.isCaregiver()
                ? launches.contextOf(context.getAuthorization(), context.getRegisteredClient())
                        .flatMap(launch -> actingFor(person, launch))
                        .or(person::fhirUser)
                : person.fhirUser();
    }

    /** Who a caregiver is for the patient of the launch, as long as he may act for him. */
    private Optional<String> actingFor(Person person, LaunchContext launch) {
        return Optional.ofNullable(
                caregiving.patients(person.userName(), launch.tenant()).get(launch.patient()));
    }

    private static OAuth2AuthenticationException refused(String why) {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, why, null));
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

package org.openward.identity;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openward.security.Claims;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;

/** Tells the app beside its token what the token says: the scopes that are left of those asked for, and what the app begins with. */
final class GrantedScopes implements Consumer<OAuth2AccessTokenAuthenticationContext> {
    @Override
    public void accept(OAuth2AccessTokenAuthenticationContext context) {
        OAuth2AccessTokenAuthenticationToken issued = context.getAuthentication();
        try {
            var claims =
                    JWTParser.parse(issued.getAccessToken().getTokenValue()).getJWTClaimsSet();
            var beside = new HashMap<>(issued.getAdditionalParameters());
            var patient = claims.getStringClaim(Claims.PATIENT);
            if (patient != null) {
                beside.put(Claims.PATIENT, patient.substring(patient.lastIndexOf('/') + 1));
            }
            Stream.of(Claims.ENCOUNTER, Claims.NEED_PATIENT_BANNER, Claims.FHIR_USER)
                    .filter(claim -> claims.getClaim(claim) != null)
                    .forEach(claim -> beside.put(claim, claims.getClaim(claim)));
            if (beside.containsKey(Claims.NEED_PATIENT_BANNER)) {
                beside.put("tenant", claims.getStringListClaim(Claims.TENANTS).get(0));
            }
            var scopes = claims.getStringClaim(Claims.SCOPE);
            context.getAccessTokenResponse().scopes(Set.of(scopes.split(" "))).additionalParameters(beside);
        } catch (ParseException impossible) {
            throw new IllegalStateException("This server cannot read the token that it has just made.", impossible);
        }
    }
}

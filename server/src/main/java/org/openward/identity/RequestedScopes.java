package org.openward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.openward.security.ScopePolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * What a client asks for at the token endpoint, against what it is registered with. Spring compares scopes as texts; a SMART
 * client may ask for anything narrower.
 */
final class RequestedScopes {
    private RequestedScopes() {}

    static void check(OAuth2ClientCredentialsAuthenticationContext context) {
        OAuth2ClientCredentialsAuthenticationToken request = context.getAuthentication();
        if (!mayAsk(context.getRegisteredClient(), request.getScopes())) {
            throw new OAuth2AuthenticationException(tooWide());
        }
    }

    static void check(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        if (!mayAsk(context.getRegisteredClient(), request.getScopes())) {
            throw new OAuth2AuthorizationCodeRequestAuthenticationException(tooWide(), request);
        }
    }

    private static boolean mayAsk(RegisteredClient client, Collection<String> scopes) {
        return ScopePolicy.covers(client.getScopes(), scopes);
    }

    private static OAuth2Error tooWide() {
        return new OAuth2Error(
                OAuth2ErrorCodes.INVALID_SCOPE,
                "The client may ask only for scopes that it is registered with, or narrower ones.",
                null);
    }

    /** A client that asks for nothing in particular gets the scopes it is registered with. */
    static final class OrRegisteredOnes implements AuthenticationConverter {
        private final AuthenticationConverter asked = new OAuth2ClientCredentialsAuthenticationConverter();

        @Override
        public @Nullable Authentication convert(HttpServletRequest request) {
            var found = asked.convert(request);
            if (found instanceof OAuth2ClientCredentialsAuthenticationToken credentials
                    && credentials.getScopes().isEmpty()
                    && credentials.getPrincipal() instanceof OAuth2ClientAuthenticationToken client
                    && client.getRegisteredClient() != null) {
                return new OAuth2ClientCredentialsAuthenticationToken(
                        client, client.getRegisteredClient().getScopes(), credentials.getAdditionalParameters());
            }
            return found;
        }
    }
}

package org.openward.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.crypto.keygen.StringKeyGenerator;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Refresh tokens for apps that asked to stay signed in, as SMART wants it, browser apps among them: Spring gives those none,
 * but here each refresh token works once only.
 */
final class RefreshTokens implements OAuth2TokenGenerator<OAuth2RefreshToken> {
    private static final String OFFLINE = "offline_access";
    private static final Set<String> STAYING = Set.of(OFFLINE, "online_access");

    /** An app that asked for no more than online access and does not come back in this time has been left. */
    private static final Duration WHILE_SHE_WORKS = Duration.ofHours(1);

    private final StringKeyGenerator random =
            new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), 96);

    private final Clock clock;

    RefreshTokens(Clock clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable OAuth2RefreshToken generate(OAuth2TokenContext context) {
        if (!OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType()) || !staysSignedIn(context)) {
            return null;
        }
        var now = clock.instant();
        var life = granted(context).contains(OFFLINE)
                ? context.getRegisteredClient().getTokenSettings().getRefreshTokenTimeToLive()
                : WHILE_SHE_WORKS;
        return new OAuth2RefreshToken(random.generateKey(), now, now.plus(life));
    }

    /** What the person granted, be it that this token carries less. */
    private static Set<String> granted(OAuth2TokenContext context) {
        var authorization = context.getAuthorization();
        return AuthorizationGrantType.REFRESH_TOKEN.equals(context.getAuthorizationGrantType()) && authorization != null
                ? authorization.getAuthorizedScopes()
                : context.getAuthorizedScopes();
    }

    private static boolean staysSignedIn(OAuth2TokenContext context) {
        return AuthorizationGrantType.REFRESH_TOKEN.equals(context.getAuthorizationGrantType())
                || context.getAuthorizedScopes().stream().anyMatch(STAYING::contains);
    }
}

package org.openward.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/** What apps were granted in people's names, until it ends; what has ended does not come back by a request that was under way. */
final class GrantsInForce implements OAuth2AuthorizationService {
    private final OAuth2AuthorizationService kept;
    private final SpentGrants spent;

    GrantsInForce(OAuth2AuthorizationService kept, SpentGrants spent) {
        this.kept = kept;
        this.spent = spent;
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        // With an access token it was there before: it began with the code.
        if (AuthorizationGrantType.AUTHORIZATION_CODE.equals(authorization.getAuthorizationGrantType())
                && authorization.getAccessToken() != null) {
            spent.requireStanding(authorization.getId());
        }
        kept.save(authorization);
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        kept.remove(authorization);
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return kept.findById(id);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        var found = kept.findByToken(token, type);
        if (found == null && OAuth2TokenType.REFRESH_TOKEN.equals(type)) {
            spent.comesAgain(token);
        }
        return found;
    }
}

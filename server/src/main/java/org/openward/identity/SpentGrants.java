package org.openward.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.transaction.support.TransactionTemplate;

/** Codes and refresh tokens that were exchanged: of many who show the same one at the same moment, one gets a token. */
final class SpentGrants {
    private static final Logger LOG = LoggerFactory.getLogger(SpentGrants.class);

    /** An app in several windows refreshes in all of them at once; who comes as soon as that is refused and ends nothing. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    /** Refresh tokens live shorter; what is older is worth nothing to anybody. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SpentGrants(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Uses up what the app shows for its token; refused when somebody else has, or when what it was granted is over. */
    void spend(Authentication shown, String authorization) {
        shownBy(shown).ifPresent(secret -> {
            var added = transaction.execute(status -> {
                jdbc.sql("delete from identity.spent_grant where authorization_id = ? and spent_at < ?")
                        .params(authorization, Timestamp.from(clock.instant().minus(KEPT)))
                        .update();
                return jdbc.sql(
                                """
                                insert into identity.spent_grant (shown_hash, authorization_id, spent_at)
                                select :hash, id, cast(:now as timestamptz) from identity.oauth2_authorization
                                where id = :authorization for key share
                                on conflict do nothing
                                """)
                        .param("hash", hash(secret))
                        .param("now", Timestamp.from(clock.instant()))
                        .param("authorization", authorization)
                        .update();
            });
            if (added == null || added != 1) {
                throw refused("This was exchanged for a token before.");
            }
        });
    }

    private static Optional<String> shownBy(Authentication shown) {
        if (shown instanceof OAuth2AuthorizationCodeAuthenticationToken code) {
            return Optional.of(code.getCode());
        }
        return shown instanceof OAuth2RefreshTokenAuthenticationToken refresh
                ? Optional.of(refresh.getRefreshToken())
                : Optional.empty();
    }

    /** A refresh token that was replaced is in two hands, and nobody knows which are the app's: all ends that was granted with it. */
    void comesAgain(String refreshToken) {
        var ended = jdbc.sql(
                        """
                        delete from identity.oauth2_authorization where id in (
                            select authorization_id from identity.spent_grant where shown_hash = ? and spent_at < ?)
                        """)
                .params(hash(refreshToken), Timestamp.from(clock.instant().minus(AT_ONCE)))
                .update();
        if (ended > 0) {
            LOG.warn("A refresh token came again after it was replaced. What the app was granted with it has ended.");
        }
    }

    /** Refused when what the app was granted has ended meanwhile; nobody ends it until the transaction does. */
    void requireStanding(String authorization) {
        var found = jdbc.sql("select id from identity.oauth2_authorization where id = ? for update")
                .param(authorization)
                .query(String.class)
                .optional();
        if (found.isEmpty()) {
            throw refused("What the app was granted has ended.");
        }
    }

    private static OAuth2AuthenticationException refused(String why) {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, why, null));
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Java has no SHA-256.", impossible);
        }
    }
}

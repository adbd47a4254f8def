package org.openward.identity.sessions;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/** Forgets what apps and programs were granted once none of its tokens counts any more; several servers share the work. */
public final class ExpiredGrants {
    /** An app may still sign somebody out who is here, by a token that is too old for anything else. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final int AT_ONCE = 1_000;
    private static final String EXPIRED =
            """
            delete from identity.oauth2_authorization where id in (
                select id from identity.oauth2_authorization granted
                where %s
                  and not exists (select from identity.sign_in here
                      where here.id = granted.sign_in and here.ended_at is null and here.last_seen_at > :before)
                limit :most for update skip locked)
            """;

    private static final String LAST_TOKEN =
            """
            greatest(authorization_code_expires_at, access_token_expires_at, refresh_token_expires_at,
                oidc_id_token_expires_at)\s""";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ExpiredGrants(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Forgets those that expired a day ago, and requests for consent of people who have left. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT10M")
    public void forget() {
        forgetAll(EXPIRED.formatted(LAST_TOKEN + "< :before"));
        forgetAll(EXPIRED.formatted(LAST_TOKEN + "is null and granted.sign_in is not null"));
    }

    private void forgetAll(String statement) {
        var before = Timestamp.from(clock.instant().minus(KEPT));
        Integer forgotten;
        do {
            forgotten = transaction.execute(status -> jdbc.sql(statement)
                    .param("before", before)
                    .param("most", AT_ONCE)
                    .update());
        } while (forgotten != null && forgotten == AT_ONCE);
    }
}

package org.openward.identity.registration;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The apps that wait for a decision, with the hashes of their secrets. */
final class Newcomers {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration life;

    /** @param life how long a decision may take */
    Newcomers(JdbcClient jdbc, Clock clock, Duration life) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.life = life;
    }

    /** Keeps an app until somebody decides; false when its asker has that many waiting already. */
    boolean keep(NewClient client, @Nullable String secretHash, int most) {
        var asker = Acting.caller().subject();
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('openward.registration.' || ?, 0))::text")
                .param(asker)
                .query(String.class)
                .single();
        var now = clock.instant();
        jdbc.sql("delete from identity.client_registration where expires_at <= ?")
                .param(Timestamp.from(now))
                .update();
        return jdbc.sql(
                                """
                                insert into identity.client_registration
                                    (client_id, tenant, secret_hash, asked_by, asked_at, expires_at)
                                select :client, :tenant, cast(:hash as text), :by, cast(:now as timestamptz),
                                    cast(:expires as timestamptz)
                                where (select count(*) from identity.client_registration where asked_by = :by) < :most
                                """)
                        .param("client", client.clientId())
                        .param("tenant", client.tenant())
                        .param("hash", secretHash)
                        .param("by", asker)
                        .param("now", Timestamp.from(now))
                        .param("expires", Timestamp.from(now.plus(life)))
                        .param("most", most)
                        .update()
                == 1;
    }

    /**
     * The hash of its secret, if it has one.
     *
     * @param secretHash null for an app without a secret
     */
    record Kept(@Nullable String secretHash) {}

    /** Takes the app out, within the transaction of its decision; empty when it does not wait here. */
    Optional<Kept> take(NewClient client) {
        return jdbc.sql(
                        """
                        delete from identity.client_registration where client_id = ? and tenant = ? returning secret_hash
                        """)
                .params(client.clientId(), client.tenant())
                .query((row, number) -> new Kept(row.getString("secret_hash")))
                .optional();
    }
}

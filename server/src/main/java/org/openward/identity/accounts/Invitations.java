package org.openward.identity.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Links by which somebody sets a password, each good for one time and until it expires; the newest one only. */
public final class Invitations {
    private static final int RANDOM_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Duration life;
    private final Clock clock;

    Invitations(JdbcClient jdbc, Accounts accounts, Duration life, Clock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.life = life;
        this.clock = clock;
    }

    /**
     * A link that was just made.
     *
     * @param secret what the link holds; kept nowhere
     */
    public record Invitation(String secret, Instant expires) {
        @Override
        public String toString() {
            return "invitation until " + expires;
        }
    }

    /** Makes the account's one link, within the transaction of whoever decided so. */
    public Invitation make(String userName, String madeBy) {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var expires = clock.instant().plus(life);
        jdbc.sql(
                        """
                        insert into identity.invitation (user_name, secret_hash, made_by, expires_at)
                        values (:name, :hash, :by, :expires)
                        on conflict (user_name) do update
                        set secret_hash = excluded.secret_hash, made_by = excluded.made_by,
                            expires_at = excluded.expires_at
                        """)
                .param("name", userName)
                .param("hash", hash(secret))
                .param("by", madeBy)
                .param("expires", Timestamp.from(expires))
                .update();
        return new Invitation(secret, expires);
    }

    /** Whose link that is, while it works. */
    public Optional<Account> invited(String secret) {
        return jdbc.sql("select user_name from identity.invitation where secret_hash = ? and expires_at > ?")
                .params(hash(secret), Timestamp.from(clock.instant()))
                .query(String.class)
                .optional()
                .flatMap(accounts::find);
    }

    /**
     * Uses the link up, within the transaction of what it is used for; of many at the same moment one succeeds. Who made it stays with
     * the account, since he had the link too. {@link PasswordRefused} when it was used or replaced meanwhile.
     */
    public void redeem(String secret) {
        var redeemed = jdbc.sql(
                        """
                        with used as (
                            delete from identity.invitation where secret_hash = ? and expires_at > ?
                            returning user_name, made_by)
                        update identity.person set link_by = used.made_by from used
                        where person.user_name = used.user_name
                        """)
                .params(hash(secret), Timestamp.from(clock.instant()))
                .update();
        if (redeemed != 1) {
            throw new PasswordRefused("This link was used or replaced at the same moment. Ask for another one.");
        }
    }

    /** The account has no link any more. */
    public void withdraw(String userName) {
        jdbc.sql("delete from identity.invitation where user_name = ?")
                .param(userName)
                .update();
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Java has no SHA-256.", impossible);
        }
    }
}

package org.openward.identity.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
        return make(userName, madeBy, "invitation");
    }

    /** Makes the account's one link anew, because its person needs another password, within the transaction of whoever decided so. */
    public Invitation makeAnew(String userName, String madeBy) {
        return make(userName, madeBy, "reset");
    }

    private Invitation make(String userName, String madeBy, String occasion) {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var expires = clock.instant().plus(life);
        jdbc.sql(
                        """
                        insert into identity.invitation (user_name, secret_hash, made_by, occasion, expires_at)
                        values (:name, :hash, :by, :occasion, :expires)
                        on conflict (user_name) do update
                        set secret_hash = excluded.secret_hash, made_by = excluded.made_by,
                            occasion = excluded.occasion, expires_at = excluded.expires_at
                        """)
                .param("name", userName)
                .param("hash", hash(secret))
                .param("by", madeBy)
                .param("occasion", occasion)
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
     * the account, since he had the link too; one for an account that had another before is no invitation, whatever it was made for.
     * {@link PasswordRefused} when it was used or replaced meanwhile.
     */
    public void redeem(String secret) {
        var redeemed = jdbc.sql(
                        """
                        with used as (
                            delete from identity.invitation where secret_hash = :hash and expires_at > :now
                            returning user_name, made_by, occasion),
                        replaced as (
                            update identity.used_link set replaced_at = greatest(:now, used_at) from used
                            where used_link.user_name = used.user_name and replaced_at is null
                            returning used_link.user_name)
                        insert into identity.used_link (user_name, made_by, occasion, used_at)
                        select user_name, made_by,
                            case when user_name in (select user_name from replaced) then 'reset' else occasion end, :now
                        from used
                        """)
                .param("hash", hash(secret))
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
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

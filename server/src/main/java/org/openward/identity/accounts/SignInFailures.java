package org.openward.identity.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts attempts to sign in before anybody looks whether they are right, for all servers in one place, so that no number of
 * attempts at the same moment gets more looks than one after another would.
 */
public final class SignInFailures {
    private static final Duration FORGOTTEN = Duration.ofHours(24);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LockoutPolicy policy;
    private final Clock clock;

    SignInFailures(JdbcClient jdbc, TransactionTemplate transaction, LockoutPolicy policy, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.policy = policy;
        this.clock = clock;
    }

    /** What is guessed at. */
    public enum Guess {
        PASSWORD,
        SECOND_FACTOR,
        /** Who a patient is, by a number of his. */
        IDENTITY
    }

    /**
     * One attempt.
     *
     * @param isHeard false while nobody may try under that name
     * @param failures which one in a row it is
     * @param lock how long nobody may try after this one, if it is wrong
     */
    public record Attempt(boolean isHeard, int failures, Duration lock) {}

    /** Counts an attempt as a wrong one; {@link #forget} takes it back. */
    public Attempt begin(Guess guess, String name) {
        var attempt = transaction.execute(status -> counted(key(guess, name)));
        return attempt == null ? new Attempt(false, 0, Duration.ZERO) : attempt;
    }

    private Attempt counted(byte[] key) {
        var now = clock.instant();
        var failures = jdbc.sql(
                        """
                        insert into identity.sign_in_failure as known (name_hash, failures, last_at) values (:key, 1, :now)
                        on conflict (name_hash) do update
                        set failures = case when known.last_at < :forgotten then 1 else known.failures + 1 end,
                            last_at = :now
                        where known.locked_until is null or known.locked_until <= :now
                        returning failures
                        """)
                .param("key", key)
                .param("now", Timestamp.from(now))
                .param("forgotten", Timestamp.from(now.minus(FORGOTTEN)))
                .query(Integer.class)
                .optional();
        if (failures.isEmpty()) {
            return new Attempt(false, 0, Duration.ZERO);
        }
        var lock = policy.lockAfter(failures.get());
        if (!lock.isZero()) {
            jdbc.sql("update identity.sign_in_failure set locked_until = ? where name_hash = ?")
                    .params(Timestamp.from(now.plus(lock)), key)
                    .update();
        }
        return new Attempt(true, failures.get(), lock);
    }

    /** The attempt was right: the next wrong one is the first again. */
    public void forget(Guess guess, String name) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from identity.sign_in_failure where name_hash = ?")
                    .param(key(guess, name))
                    .update();
            forgetSomeOld();
        });
    }

    /** Forgets what nobody asks for any more, also where nobody signs in. */
    public void forgetOld() {
        transaction.executeWithoutResult(status -> forgetSomeOld());
    }

    private void forgetSomeOld() {
        jdbc.sql(
                        """
                        delete from identity.sign_in_failure where name_hash in (
                            select name_hash from identity.sign_in_failure where last_at < ?
                            limit 1000 for update skip locked)
                        """)
                .param(Timestamp.from(clock.instant().minus(FORGOTTEN)))
                .update();
    }

    private static byte[] key(Guess guess, String name) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((guess.name() + "\u0000" + name).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Java has no SHA-256.", impossible);
        }
    }
}

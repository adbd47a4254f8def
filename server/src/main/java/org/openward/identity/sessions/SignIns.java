package org.openward.identity.sessions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The register of who is signed in, shared by all servers on this database. */
public final class SignIns {
    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST_AGENT = 200;

    /** How exactly it is known when somebody was last seen. */
    private static final Duration SEEN = Duration.ofMinutes(1);

    /** After that long without a word nothing remains of it, whatever was given in it. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String COLUMNS =
            """
            select id, user_name, complete, acr, address, agent, signed_in_at, last_seen_at
            from identity.sign_in join identity.person using (user_name)
            where ended_at is null and enabled
            """;

    private final SecureRandom random = new SecureRandom();
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SignInSettings settings;
    private final Clock clock;

    SignIns(JdbcClient jdbc, TransactionTemplate transaction, SignInSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A sign-in and what its browser keeps to be known again.
     *
     * @param secret known to the browser alone
     */
    public record Opened(SignIn signIn, String secret) {
        @Override
        public String toString() {
            return signIn.toString();
        }
    }

    /** Somebody knew the password of that account. */
    public Opened open(String userName, String address, String agent) {
        var now = clock.instant();
        var shortened = agent.length() > LONGEST_AGENT ? agent.substring(0, LONGEST_AGENT) : agent;
        var signIn = new SignIn(UUID.randomUUID(), userName, false, Assurance.PASSWORD, address, shortened, now, now);
        var secret = secret();
        transaction.executeWithoutResult(status -> {
            forgetOld(now);
            jdbc.sql(
                            """
                            insert into identity.sign_in (id, secret_hash, user_name, complete, acr, address, agent,
                                signed_in_at, last_seen_at)
                            values (:id, :secret, :name, false, :level, :address, :agent, :now, :now)
                            """)
                    .param("id", signIn.id())
                    .param("secret", hash(secret))
                    .param("name", userName)
                    .param("level", signIn.level())
                    .param("address", address)
                    .param("agent", shortened)
                    .param("now", Timestamp.from(now))
                    .update();
        });
        return new Opened(signIn, secret);
    }

    private void forgetOld(Instant now) {
        jdbc.sql(
                        """
                        delete from identity.sign_in where id in (
                            select id from identity.sign_in where last_seen_at < ? limit 100 for update skip locked)
                        """)
                .param(Timestamp.from(now.minus(KEPT)))
                .update();
    }

    /** Whose browser that is, while the sign-in lasts; it has been seen now. */
    public Optional<SignIn> find(String secret) {
        var now = clock.instant();
        var found = jdbc.sql(COLUMNS + "and secret_hash = ? and last_seen_at > ? and signed_in_at > ?")
                .params(
                        hash(secret),
                        Timestamp.from(now.minus(settings.idle())),
                        Timestamp.from(now.minus(settings.longest())))
                .query(SignIns::signIn)
                .optional();
        found.filter(signIn -> signIn.lastSeen().plus(SEEN).isBefore(now)).ifPresent(signIn -> seen(signIn, now));
        return found;
    }

    private void seen(SignIn signIn, Instant now) {
        transaction.executeWithoutResult(
                status -> jdbc.sql("update identity.sign_in set last_seen_at = greatest(last_seen_at, ?) where id = ?")
                        .params(Timestamp.from(now), signIn.id())
                        .update());
    }

    /** The second factor was shown. The browser gets another secret: whoever knew the former one has nothing. */
    public Opened raise(SignIn signIn) {
        return change(signIn, "acr", Assurance.SECOND_FACTOR);
    }

    /** Every step was taken; from now on apps are let in. */
    public Opened complete(SignIn signIn) {
        return change(signIn, "complete", true);
    }

    private Opened change(SignIn signIn, String column, Object value) {
        var secret = secret();
        transaction.executeWithoutResult(status -> jdbc.sql("update identity.sign_in set " + column
                        + " = ?, secret_hash = ? where id = ? and ended_at is null")
                .params(value, hash(secret), signIn.id())
                .update());
        return new Opened(find(secret).orElse(signIn), secret);
    }

    /** All that last now, the newest first, with those that have only an app left that refreshes its token. */
    public List<SignIn> of(String userName) {
        return jdbc.sql(COLUMNS + "and user_name = ? order by signed_in_at desc limit 100")
                .param(userName)
                .query(SignIns::signIn)
                .list();
    }

    /** Whether tokens that were given in it are still good: nobody ended it, and the account is open. */
    public boolean stands(UUID id) {
        return jdbc.sql("select exists (" + COLUMNS + " and id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    /** How an app may stay. */
    public enum Stay {
        WITH_THE_PERSON,
        WITHOUT_THE_PERSON
    }

    /**
     * Whether an app may go on in it. One that may work while the person is away may until somebody ends the sign-in; any other
     * only as long as the sign-in itself lasts. Either way it has been seen now.
     */
    public boolean goesOn(UUID id, Stay stay) {
        var now = clock.instant();
        var from = stay == Stay.WITHOUT_THE_PERSON ? Instant.EPOCH : now.minus(settings.longest());
        var found = jdbc.sql(COLUMNS + "and id = ? and signed_in_at > ?")
                .params(id, Timestamp.from(from))
                .query(SignIns::signIn)
                .optional();
        found.filter(signIn -> signIn.lastSeen().plus(SEEN).isBefore(now)).ifPresent(signIn -> seen(signIn, now));
        return found.isPresent();
    }

    /** Ends one of that person's sign-ins and what apps were given in it; false when it is none of them, or over. */
    public boolean end(String userName, UUID id, String why) {
        var ended = transaction.execute(status -> {
            var rows = jdbc.sql(
                            """
                            update identity.sign_in set ended_at = ?, ended_because = ?
                            where id = ? and user_name = ? and ended_at is null
                            """)
                    .params(Timestamp.from(clock.instant()), why, id, userName)
                    .update();
            if (rows == 1) {
                jdbc.sql("delete from identity.oauth2_authorization where sign_in = ?")
                        .param(id)
                        .update();
            }
            return rows;
        });
        return ended != null && ended == 1;
    }

    /** Ends all of that person's sign-ins but one, and everything that apps were given in them; how many those were. */
    public int endOthers(String userName, Optional<UUID> but, String why) {
        var ended = transaction.execute(status -> {
            var kept = but.orElse(new UUID(0, 0));
            jdbc.sql(
                            """
                            delete from identity.oauth2_authorization
                            where principal_name = ? and sign_in is distinct from ?
                                and authorization_grant_type <> 'client_credentials'
                            """)
                    .params(userName, kept)
                    .update();
            return jdbc.sql(
                            """
                            update identity.sign_in set ended_at = ?, ended_because = ?
                            where user_name = ? and id <> ? and ended_at is null
                            """)
                    .params(Timestamp.from(clock.instant()), why, userName, kept)
                    .update();
        });
        return ended == null ? 0 : ended;
    }

    private String secret() {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Java has no SHA-256.", impossible);
        }
    }

    private static SignIn signIn(ResultSet row, int number) throws SQLException {
        return new SignIn(
                row.getObject("id", UUID.class),
                row.getString("user_name"),
                row.getBoolean("complete"),
                row.getString("acr"),
                row.getString("address"),
                row.getString("agent"),
                row.getTimestamp("signed_in_at").toInstant(),
                row.getTimestamp("last_seen_at").toInstant());
    }
}

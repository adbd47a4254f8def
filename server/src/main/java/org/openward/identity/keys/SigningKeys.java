package org.openward.identity.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The keys whose signatures count on tokens of this server: one signs, the former ones count until all that they signed has ended. They stand
 * in the database for all servers. Each server remembers them, and looks again at a key that it has not heard of.
 */
public final class SigningKeys implements JWKSource<SecurityContext> {
    /** The longest life of a token, and the time in which other servers still sign with the former key. */
    static final Duration OVERLAP = Duration.ofMinutes(65);

    private static final int BITS = 2048;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private volatile Known known;

    public SigningKeys(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.known = look();
    }

    /**
     * A key, and until when it counts.
     *
     * @param until null for the one that signs
     */
    private record Key(JWK key, Instant made, @Nullable Instant until) {
        boolean counts(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    /** All that count, the one that signs first. */
    private record Known(List<Key> keys, Instant since) {
        /** The same after another key has taken the place of the first. */
        Known followedBy(Key next, Instant until) {
            var former = keys.stream().map(key -> key.counts(until) ? new Key(key.key(), key.made(), until) : key);
            return new Known(Stream.concat(Stream.of(next), former).toList(), since);
        }
    }

    /** What a rotation did. */
    public record Rotation(String keyId, Instant formerCountsUntil) {}

    /** What becomes of the former keys. */
    public enum Former {
        RUN_OUT,
        END_NOW
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        var found = selector.select(counting());
        if (found.isEmpty() && known.since().plus(BETWEEN_LOOKS).isBefore(clock.instant())) {
            learn();
            return selector.select(counting());
        }
        return found;
    }

    private JWKSet counting() {
        var now = clock.instant();
        return new JWKSet(known.keys().stream()
                .filter(key -> key.counts(now))
                .map(Key::key)
                .toList());
    }

    /** The key that signs, and no other. */
    public JWKSource<SecurityContext> signing() {
        return (selector, context) ->
                selector.select(new JWKSet(known.keys().get(0).key()));
    }

    /** Since when the present key signs. */
    Instant since() {
        return known.keys().get(0).made();
    }

    /** Looks again which keys there are. */
    synchronized void learn() {
        known = look();
    }

    private Known look() {
        var now = clock.instant();
        var keys = transaction.execute(status -> {
            var found = find(now);
            if (found.isEmpty() || found.get(0).until() != null) {
                insert(generated(), now);
                return find(now);
            }
            return found;
        });
        if (keys == null || keys.isEmpty()) {
            throw new IllegalStateException("There is no key in identity.signing_key.");
        }
        return new Known(keys, now);
    }

    private List<Key> find(Instant now) {
        return jdbc.sql(
                        """
                        select private_jwk, created_at, counts_until from identity.signing_key
                        where counts_until is null or counts_until > :now
                        order by counts_until desc nulls first
                        """)
                .param("now", Timestamp.from(now))
                .query(SigningKeys::key)
                .list();
    }

    private static Key key(ResultSet row, int number) throws SQLException {
        try {
            var until = row.getTimestamp("counts_until");
            return new Key(
                    JWK.parse(row.getString("private_jwk")),
                    row.getTimestamp("created_at").toInstant(),
                    until == null ? null : until.toInstant());
        } catch (ParseException damaged) {
            throw new IllegalStateException("A signing key in identity.signing_key is damaged.", damaged);
        }
    }

    /** Of many servers that make the first key at once, one succeeds, and all find it. */
    private void insert(RSAKey made, Instant now) {
        jdbc.sql(
                        """
                        insert into identity.signing_key (purpose, key_id, private_jwk, created_at)
                        values ('tokens', :id, :key, :now) on conflict do nothing
                        """)
                .param("id", made.getKeyID())
                .param("key", made.toJSONString())
                .param("now", Timestamp.from(now))
                .update();
    }

    /** A new key signs from now on, on this server when the transaction has ended, on the others within half a minute. */
    public Rotation rotate(Former former) {
        return rotate(former, Instant.MAX);
    }

    /** The same, if the present key was made before that moment; else nothing happens. */
    Rotation rotate(Former former, Instant madeBefore) {
        var made = generated();
        return transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended('openward.signing-key', 0))::text")
                    .query(String.class)
                    .single();
            var now = clock.instant();
            var until = former == Former.END_NOW ? now : now.plus(OVERLAP);
            var present = find(now).get(0);
            if (!present.made().isBefore(madeBefore)) {
                return new Rotation(present.key().getKeyID(), now);
            }
            replace(until, now);
            insert(made, now);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    follow(new Key(made, now, null), until);
                }
            });
            return new Rotation(made.getKeyID(), until);
        });
    }

    private synchronized void follow(Key next, Instant until) {
        known = known.followedBy(next, until);
    }

    /** Those that count no more are gone for good, the secret part of them too. */
    private void replace(Instant until, Instant now) {
        jdbc.sql(
                        "update identity.signing_key set counts_until = :until where counts_until is null or counts_until > :until")
                .param("until", Timestamp.from(until))
                .update();
        jdbc.sql("delete from identity.signing_key where counts_until <= :now")
                .param("now", Timestamp.from(now))
                .update();
    }

    private static RSAKey generated() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("Java cannot make an RSA key.", impossible);
        }
    }
}

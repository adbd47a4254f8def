package org.openward.identity.secondfactor;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.binary.Base32;
import org.openward.identity.accounts.Roles;
import org.openward.identity.accounts.SignInFailures;
import org.openward.identity.accounts.SignInFailures.Attempt;
import org.openward.identity.accounts.SignInFailures.Guess;
import org.openward.identity.secondfactor.SecretBox.Sealed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.util.UriUtils;

/** Everybody's second factor: set up once, asked for at each sign-in from then on. */
public final class SecondFactors {
    private static final Logger LOG = LoggerFactory.getLogger(SecondFactors.class);
    private static final String ANOTHER_KEY = "{} encrypted with another key than this server has. Give it that key in"
            + " openward.security.second-factor.key, or reset the second factors of these people.";

    private final SecureRandom random = new SecureRandom();
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RecoveryCodes recovery;
    private final SignInFailures failures;
    private final SecretBox box;
    private final Terms terms;

    /** What does not change while the server runs. */
    record Terms(SecondFactorSettings settings, Clock clock) {}

    SecondFactors(
            JdbcClient jdbc, TransactionTemplate transaction, SignInFailures failures, SecretBox box, Terms terms) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.recovery = new RecoveryCodes(jdbc);
        this.failures = failures;
        this.box = box;
        this.terms = terms;
    }

    /**
     * A secret for an authenticator app, not in force yet.
     *
     * @param secret in Base32, to be typed
     * @param uri the same as apps take it from a link
     */
    public record Offer(String secret, String uri) {
        @Override
        public String toString() {
            return "offer of a second factor";
        }
    }

    /** Whether people in these roles must have one. */
    public boolean isAskedOf(Roles roles) {
        return roles.isOneOf(terms.settings().roles());
    }

    /** Whether that person has one in force. */
    public boolean isSetUp(String userName) {
        return jdbc.sql("select exists (select from identity.second_factor where user_name = ? and confirmed)")
                .param(userName)
                .query(Boolean.class)
                .single();
    }

    /** The secret that waits for this person's first code, the same until then; nothing when a second factor is in force. */
    public Optional<Offer> offer(String userName) {
        var offered = transaction.execute(status -> {
            var bytes = new byte[Totp.SECRET_BYTES];
            random.nextBytes(bytes);
            var locked = box.seal(bytes, userName);
            jdbc.sql(
                            """
                            insert into identity.second_factor as offered (user_name, key_id, sealed_secret)
                            values (?, ?, ?)
                            on conflict (user_name) do update
                                set key_id = excluded.key_id, sealed_secret = excluded.sealed_secret
                                where not offered.confirmed and offered.key_id <> excluded.key_id
                            """)
                    .params(userName, locked.keyId(), locked.content())
                    .update();
            return secret(userName, false);
        });
        return offered == null ? Optional.empty() : offered.map(secret -> offer(userName, secret));
    }

    private Offer offer(String userName, byte[] secret) {
        var written = new Base32().encodeAsString(secret).replace("=", "");
        var name = UriUtils.encode(terms.settings().name(), StandardCharsets.UTF_8);
        var label = name + ":" + UriUtils.encode(userName, StandardCharsets.UTF_8);
        return new Offer(written, "otpauth://totp/" + label + "?secret=" + written + "&issuer=" + name);
    }

    /** Puts the offered secret in force if that is one of its codes, and gives the codes for paper; otherwise nothing. */
    public Optional<List<String>> confirm(String userName, String code) {
        var codes = transaction.execute(status -> {
            if (!uses(userName, code, false)) {
                return Optional.<List<String>>empty();
            }
            jdbc.sql("update identity.second_factor set confirmed = true where user_name = ?")
                    .param(userName)
                    .update();
            return Optional.of(recovery.renew(userName));
        });
        return codes == null ? Optional.empty() : codes;
    }

    /**
     * What became of a code.
     *
     * @param isRight whether it was a code of the app or on the paper, not used before
     */
    public record Verdict(boolean isRight, Attempt attempt) {}

    /** Counts the attempt, and uses the code up if it is right. */
    public Verdict check(String userName, String code) {
        var attempt = failures.begin(Guess.SECOND_FACTOR, userName);
        var right = attempt.isHeard()
                && Boolean.TRUE.equals(
                        // The paper first: it needs no key.
                        transaction.execute(status -> recovery.redeem(userName, code) || uses(userName, code, true)));
        if (right) {
            failures.forget(Guess.SECOND_FACTOR, userName);
        }
        return new Verdict(right, attempt);
    }

    /** Of many who use the same code at the same moment one succeeds: the row remembers the newest half minute. */
    private boolean uses(String userName, String code, boolean confirmed) {
        var secret = secret(userName, confirmed);
        if (secret.isEmpty()) {
            return false;
        }
        var step = Totp.stepOf(
                code.replaceAll("\\s", ""), secret.get(), terms.clock().instant());
        return step.isPresent()
                && jdbc.sql(
                                        """
                                        update identity.second_factor set last_step = :step
                                        where user_name = :name and confirmed = :confirmed and last_step < :step
                                        """)
                                .param("step", step.getAsLong())
                                .param("name", userName)
                                .param("confirmed", confirmed)
                                .update()
                        == 1;
    }

    private Optional<byte[]> secret(String userName, boolean confirmed) {
        return jdbc.sql(
                        """
                        select key_id, sealed_secret from identity.second_factor
                        where user_name = ? and confirmed = ?
                        """)
                .params(userName, confirmed)
                .query((row, number) -> new Sealed(row.getString(1), row.getBytes(2)))
                .optional()
                .flatMap(locked -> opened(locked, userName));
    }

    /** Nothing if another key than this server's locked it: then no code of the app is right, but one on paper still is. */
    private Optional<byte[]> opened(Sealed locked, String userName) {
        var opened = box.open(locked, userName);
        if (opened.isEmpty()) {
            LOG.error(ANOTHER_KEY, "The second factor of an account was");
        }
        return opened;
    }

    /** Says at once, and not only when somebody cannot sign in, that this server has another key than the others. */
    void compareKeys() {
        var others = jdbc.sql("select count(*) from identity.second_factor where confirmed and key_id <> ?")
                .param(box.knownKeyId().orElse(""))
                .query(Integer.class)
                .single();
        if (others > 0) {
            LOG.error(ANOTHER_KEY, others + " second factors were");
        }
    }

    /** The person has no second factor any more, within the transaction of whoever decided so. */
    public void remove(String userName) {
        jdbc.sql("delete from identity.second_factor where user_name = ?")
                .param(userName)
                .update();
    }
}

package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openward.identity.Gate.Reply;
import org.openward.testing.AtOnce;
import org.openward.testing.FullRun;
import org.openward.testing.Postgres;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Whoever guesses passwords gets five looks, however many guess at once, and learns nothing. */
class GuessingTest {
    private static final int GUESSERS = 16;
    private static final int VISITS = 9;
    private static final int ROUNDS = 3;
    private static final int MARGIN = 3;

    private static Reply guess(String name) {
        return new Browser(Gate.root()).signIn(name, "a guess");
    }

    private static Map<String, Object> counted(String name) {
        return Postgres.jdbc()
                .sql(
                        """
                        select failures, locked_until > now() as locked
                        from identity.sign_in_failure where name_hash = ?
                        """)
                .param(key(name))
                .query()
                .singleRow();
    }

    private static byte[] key(String name) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(("PASSWORD\u0000" + name).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void waitUntilUnlocked(String name) {
        Postgres.inTransaction().executeWithoutResult(status -> Postgres.jdbc()
                .sql(
                        "update identity.sign_in_failure set locked_until = now() - interval '1 second' where name_hash = ?")
                .param(key(name))
                .update());
    }

    @Test
    void sixteen_who_guess_at_once_get_five_looks_and_the_account_waits() throws InterruptedException {
        var nurse = Nurse.aNurse();

        var replies = AtOnce.all(GUESSERS, number -> () -> guess(nurse.name()));

        assertThat(replies)
                .allSatisfy(reply ->
                        assertThat(reply.result().get(0).location().toString()).endsWith("/login?error"));
        assertThat(counted(nurse.name())).containsEntry("failures", 5).containsEntry("locked", true);
    }

    @Test
    void the_right_password_does_not_open_while_the_account_waits_and_does_afterwards() {
        var nurse = Nurse.aNurse();
        for (int wrong = 0; wrong < 5; wrong++) {
            guess(nurse.name());
        }

        var locked = new Browser(Gate.root()).signIn(nurse.name(), Nurse.PASSWORD);
        waitUntilUnlocked(nurse.name());
        var later = new Browser(Gate.root()).signIn(nurse.name(), Nurse.PASSWORD);

        assertThat(locked.location().toString()).endsWith("/login?error");
        assertThat(later.location().getPath()).isEqualTo("/account");
    }

    @Test
    void the_wait_doubles_with_each_wrong_one_after_it() {
        var nurse = Nurse.aNurse();
        for (int wrong = 0; wrong < 5; wrong++) {
            guess(nurse.name());
        }
        waitUntilUnlocked(nurse.name());

        guess(nurse.name());

        var wait = Postgres.jdbc()
                .sql(
                        "select extract(epoch from locked_until - last_at)::int from identity.sign_in_failure where name_hash = ?")
                .param(key(nurse.name()))
                .query(Integer.class)
                .single();
        assertThat(wait).isEqualTo(120);
    }

    @Test
    void a_right_password_in_between_starts_the_count_again() {
        var nurse = Nurse.aNurse();
        for (int wrong = 0; wrong < 4; wrong++) {
            guess(nurse.name());
        }

        nurse.signedIn();
        guess(nurse.name());

        assertThat(counted(nurse.name())).containsEntry("failures", 1);
    }

    @Test
    void nobody_learns_whether_there_is_such_an_account() {
        var known = Nurse.aNurse().name();
        var unknown = "nobody-" + UUID.randomUUID();
        var locked = Nurse.aNurse().name();
        for (int wrong = 0; wrong < 5; wrong++) {
            guess(locked);
        }

        var replies = new Reply[] {guess(known), guess(unknown), guess(locked)};

        assertThat(replies).extracting(Reply::status).containsOnly(302);
        assertThat(replies)
                .extracting(reply -> reply.location().toString())
                .containsOnly(replies[0].location().toString());
        assertThat(replies).extracting(Reply::body).containsOnly("");
        assertThat(counted(unknown)).isEqualTo(counted(known));
    }

    /** Medians of visits that take turns, with a wide margin, and once more if in doubt: only an answer without the work stands out. */
    @Test
    @FullRun
    void nor_by_how_long_the_answer_takes() {
        var different = 0;
        while (different < ROUNDS && !takesAboutAsLong()) {
            different++;
        }

        assertThat(different).isLessThan(ROUNDS);
    }

    private static boolean takesAboutAsLong() {
        var known = new long[VISITS];
        var unknown = new long[VISITS];
        var nurses = List.of(Nurse.aNurse(), Nurse.aNurse(), Nurse.aNurse());
        for (int visit = 0; visit < VISITS; visit++) {
            known[visit] = timeOfAnswer(nurses.get(visit % nurses.size()).name());
            unknown[visit] = timeOfAnswer("nobody-" + UUID.randomUUID());
        }
        Arrays.sort(known);
        Arrays.sort(unknown);
        var one = known[VISITS / 2];
        var other = unknown[VISITS / 2];
        return Math.max(one, other) < MARGIN * Math.min(one, other);
    }

    private static long timeOfAnswer(String name) {
        var browser = new Browser(Gate.root());
        var page = browser.open("/login");
        var begin = System.nanoTime();
        browser.submitFrom(page, "/login", "username", name, "password", "a guess");
        return System.nanoTime() - begin;
    }

    @Test
    void a_hash_of_former_times_is_replaced_when_its_owner_comes() {
        var nurse = Nurse.aNurse();
        nurse.change("update identity.person set password = '{bcrypt}"
                + new BCryptPasswordEncoder(4).encode("an old password") + "' where user_name = ?");

        var signedIn = new Browser(Gate.root()).signIn(nurse.name(), "an old password");

        assertThat(signedIn.location().getPath()).isEqualTo("/account");
        assertThat(nurse.stored("select password from identity.person where user_name = ?"))
                .startsWith("{argon2id}$argon2id$");
        assertThat(new Browser(Gate.root())
                        .signIn(nurse.name(), "an old password")
                        .location()
                        .getPath())
                .isEqualTo("/account");
    }
}

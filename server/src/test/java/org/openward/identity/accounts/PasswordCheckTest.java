package org.openward.identity.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openward.testing.Postgres;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Who signs in with a wrong password cannot find out by the work that it makes whether the name is known. */
class PasswordCheckTest {
    private final List<String> hashesCompared = new ArrayList<>();
    private final PasswordHashes hashes = new PasswordHashes(new Compared(), new Compared());
    private final PasswordCheck check = new PasswordCheck(
            new Accounts(Postgres.jdbc(), Clock.systemUTC()),
            hashes,
            new SignInFailures(
                    Postgres.jdbc(),
                    Postgres.inTransaction(),
                    new LockoutPolicy(5, Duration.ofMinutes(1), Duration.ofMinutes(15)),
                    Clock.systemUTC()),
            Postgres.inTransaction());

    /** Writes down what it compares. */
    private final class Compared implements PasswordEncoder {
        @Override
        public String encode(CharSequence password) {
            return "hash of " + password;
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            hashesCompared.add(hash);
            return hash.equals(encode(password));
        }
    }

    private int comparisons(String name, String password) {
        hashesCompared.clear();
        check.of(name, password);
        return hashesCompared.size();
    }

    private String somebody(String password) {
        var name = "n" + UUID.randomUUID();
        Postgres.inTransaction().executeWithoutResult(status -> Postgres.jdbc()
                .sql(
                        """
                        insert into identity.person (user_name, password, scopes, permissions, tenants)
                        values (?, ?, '', '', 'default')
                        """)
                .params(name, hashes.hash(password))
                .update());
        return name;
    }

    @Test
    void an_unknown_name_a_wrong_password_and_a_locked_account_make_the_same_work() {
        var known = somebody("right");

        assertThat(comparisons(known, "wrong")).isEqualTo(1);
        assertThat(comparisons("nobody-" + UUID.randomUUID(), "wrong")).isEqualTo(1);
        for (int wrong = 0; wrong < 6; wrong++) {
            check.of(known, "wrong");
        }
        assertThat(comparisons(known, "right")).isEqualTo(1);
        assertThat(check.of(known, "right").account()).isEmpty();
    }

    @Test
    void the_right_password_is_right() {
        assertThat(check.of(somebody("right"), "right").account()).isPresent();
    }
}

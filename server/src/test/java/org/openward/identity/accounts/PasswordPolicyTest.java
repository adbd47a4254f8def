package org.openward.identity.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {
    private static final List<String> OWN = List.of("asha", "rao", "ashwini");

    private final PasswordPolicy policy = policy();

    private static PasswordPolicy policy() {
        try {
            return new PasswordPolicy(12, AccountsConfiguration.commonWords());
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tulip7moss, at least 12",
        "aaaaaaaaaaaaaaaa, different",
        "abababababab12, different",
        "abcdefghijklmnop, foresee",
        "qwertyuiop123456, foresee",
        "112233445566778899, foresee",
        "Password1234!, everybody",
        "P4ssw0rd2026!, everybody",
        "hospital-welcome-1, everybody",
        "Summer2026!!!, everybody",
        "letmein letmein, everybody",
        "asha likes moss 7, owner",
        "the-4sh4-tulip-moss, owner"
    })
    void a_password_that_is_easy_to_guess_is_refused(String password, String why) {
        assertThat(policy.objection(password, OWN))
                .hasValueSatisfying(said -> assertThat(said).contains(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tulip moss granite seven",
                "xK3#vQ9!mT2z",
                "правильная лошадь",
                "welcome to the marble giraffe",
                "rao tulip moss granite"
            })
    void a_password_that_nobody_foresees_will_do(String password) {
        assertThat(policy.objection(password, OWN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 100_000})
    void an_endless_password_is_refused(int length) {
        assertThat(policy.objection("tulip moss ".repeat(length).substring(0, length), OWN))
                .isPresent();
    }
}

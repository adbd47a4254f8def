package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.identity.Gate.Reply;
import org.openward.identity.accounts.Invitations;
import org.openward.identity.accounts.PasswordRefused;
import org.openward.identity.accounts.Passwords;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class NewPasswordTest {
    private static final String FIRST = "granite moss tulip eight";
    private static final String SECOND = "marble giraffe and nine cups";

    private static Reply change(Browser browser, String from, String to) {
        return browser.submit("/login/password", "current", from, "password", to, "again", to);
    }

    @ParameterizedTest
    @CsvSource({
        "short, at least 12 characters",
        "Password1234!, words that everybody takes",
        "tulip moss granite seven, used before"
    })
    void a_password_against_the_rules_is_refused_and_the_old_one_stays(String wanted, String why) {
        var nurse = Nurse.aNurse();

        var refused = change(nurse.signedIn(), Nurse.PASSWORD, wanted);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains(why).doesNotContain(Nurse.PASSWORD);
        assertThat(nurse.signedIn().open("/account").status()).isEqualTo(200);
    }

    @Test
    void a_former_password_does_not_come_again() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();
        change(browser, Nurse.PASSWORD, FIRST);
        change(browser, FIRST, SECOND);

        var refused = change(browser, SECOND, Nurse.PASSWORD);

        assertThat(refused.body()).contains("used before");
    }

    @Test
    void without_the_present_password_nothing_changes() {
        var nurse = Nurse.aNurse();

        var refused = change(nurse.signedIn(), "a guess", FIRST);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(nurse.signedIn().open("/account").status()).isEqualTo(200);
    }

    @Test
    void a_password_that_is_too_old_is_changed_before_anything_else() {
        var nurse = Nurse.aNurse();
        nurse.change("update identity.person set password_since = now() - interval '366 days' where user_name = ?");
        var browser = new Browser(Gate.root());

        var toChange = browser.signIn(nurse.name(), Nurse.PASSWORD);
        var app = browser.open(Browser.authorize("user/Patient.rs", ""));
        var onwards = change(browser, Nurse.PASSWORD, FIRST);

        assertThat(toChange.location().getPath()).isEqualTo("/login/password");
        assertThat(app.location().getPath()).isEqualTo("/login");
        assertThat(onwards.location().getPath()).isEqualTo("/oauth2/authorize");
    }

    @Test
    void a_link_that_is_replaced_meanwhile_sets_no_password() {
        var nurse = Nurse.aNurse();
        var gate = Gate.server();
        var links = gate.getBean(Invitations.class);
        var transactions = new TransactionTemplate(gate.getBean(PlatformTransactionManager.class));
        var replaced = transactions.execute(status -> links.make(nurse.name(), "test"));
        var account = links.invited(replaced.secret()).orElseThrow();
        transactions.executeWithoutResult(status -> links.make(nurse.name(), "test"));

        assertThatThrownBy(() ->
                        gate.getBean(Passwords.class).change(account, FIRST, () -> links.redeem(replaced.secret())))
                .isInstanceOf(PasswordRefused.class)
                .hasMessageContaining("replaced");

        assertThat(nurse.signedIn().open("/account").status()).isEqualTo(200);
    }

    @Test
    void a_made_up_link_sets_no_password() {
        var browser = new Browser(Gate.root());

        assertThat(browser.open("/invitation").status()).isEqualTo(404);
        assertThat(browser.open("/invitation?secret=made-up").status()).isEqualTo(404);
    }
}

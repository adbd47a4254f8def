package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.openward.identity.secondfactor.Phone;
import org.openward.testing.AtOnce;
import org.openward.testing.FullRun;

class SecondFactorTest {
    private static final int THIEVES = 16;

    /** Sets a second factor up, and gives the phone. */
    private static Phone phoneOf(Nurse nurse) {
        var browser = nurse.signedIn();
        var page = browser.open("/login/enrol");
        var phone = new Phone(Browser.shown(page));
        browser.submitFrom(page, "/login/enrol", "code", phone.code());
        afterHalfAMinute(nurse);
        return phone;
    }

    /** Lets the phone show another code without waiting for it. */
    private static void afterHalfAMinute(Nurse nurse) {
        nurse.change("update identity.second_factor set last_step = 0 where user_name = ?");
    }

    private static Browser afterPassword(Nurse nurse) {
        return nurse.signedIn();
    }

    @Test
    void who_has_a_second_factor_is_asked_for_it_and_the_token_says_so() {
        var nurse = Nurse.aNurse();
        var phone = phoneOf(nurse);
        var browser = new Browser(Gate.root());

        var toFactor = browser.signIn(nurse.name(), Nurse.PASSWORD);
        var withoutIt = browser.open(Browser.authorize("user/Patient.rs", ""));
        var onwards = browser.submit("/login/second-factor", "code", phone.code());
        var token = browser.exchange(browser.open(onwards.location().toString()).location());

        assertThat(toFactor.location().getPath()).isEqualTo("/login/second-factor");
        assertThat(withoutIt.location().getPath()).isEqualTo("/login");
        assertThat(onwards.location().getPath()).isEqualTo("/oauth2/authorize");
        assertThat(token.claims().path("acr").asText()).isEqualTo("aal2");
        assertThat(token.claims().path("amr").toString()).isEqualTo("[\"pwd\",\"otp\",\"mfa\"]");
    }

    @Test
    void the_password_alone_does_not_change_the_password() {
        var nurse = Nurse.aNurse();
        phoneOf(nurse);
        var thief = afterPassword(nurse);

        var opened = thief.open("/login/password");
        var sent = thief.submitFrom(
                thief.open("/login/second-factor"),
                "/login/password",
                "current",
                Nurse.PASSWORD,
                "password",
                "marble giraffe and nine cups",
                "again",
                "marble giraffe and nine cups");

        assertThat(opened.location().getPath()).isEqualTo("/login/second-factor");
        assertThat(sent.location().getPath()).isEqualTo("/login/second-factor");
        assertThat(new Browser(Gate.root())
                        .signIn(nurse.name(), Nurse.PASSWORD)
                        .location()
                        .getPath())
                .isEqualTo("/login/second-factor");
    }

    @Test
    void a_password_alone_is_said_to_be_one() {
        var token = Nurse.aNurse().signedIn().token("user/Patient.rs");

        assertThat(token.claims().path("acr").asText()).isEqualTo("aal1");
        assertThat(token.claims().path("amr").toString()).isEqualTo("[\"pwd\"]");
    }

    @Test
    void a_code_works_once_of_sixteen_who_use_it_at_the_same_moment() throws InterruptedException {
        var nurse = Nurse.aNurse();
        var phone = phoneOf(nurse);
        var browsers =
                Stream.generate(() -> afterPassword(nurse)).limit(THIEVES).toList();
        var code = phone.code();

        var replies =
                AtOnce.all(THIEVES, number -> () -> browsers.get(number).submit("/login/second-factor", "code", code));

        assertThat(replies).allSatisfy(reply -> assertThat(reply.failure()).isEmpty());
        assertThat(replies)
                .extracting(reply -> reply.result().get(0).status())
                .containsOnlyOnce(302)
                .containsOnly(302, 403);
    }

    @Test
    void a_code_of_the_paper_works_once() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();
        var page = browser.open("/login/enrol");
        var paper = browser.submitFrom(page, "/login/enrol", "code", new Phone(Browser.shown(page)).code());
        var code = Browser.shown(paper);

        var first = afterPassword(nurse).submit("/login/second-factor", "code", code);
        var again = afterPassword(nurse).submit("/login/second-factor", "code", code);

        assertThat(first.location().getPath()).isEqualTo("/account");
        assertThat(again.status()).isEqualTo(403);
    }

    @Test
    void on_a_server_with_another_key_the_paper_still_works() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();
        var page = browser.open("/login/enrol");
        var phone = new Phone(Browser.shown(page));
        var paper = Browser.shown(browser.submitFrom(page, "/login/enrol", "code", phone.code()));
        afterHalfAMinute(nurse);
        nurse.change("update identity.second_factor set key_id = 'another' where user_name = ?");

        var app = afterPassword(nurse).submit("/login/second-factor", "code", phone.code());
        var onPaper = afterPassword(nurse).submit("/login/second-factor", "code", paper);

        assertThat(app.status()).isEqualTo(403);
        assertThat(onPaper.location().getPath()).isEqualTo("/account");
    }

    @FullRun
    @Test
    void five_wrong_codes_make_the_account_wait() {
        var nurse = Nurse.aNurse();
        var phone = phoneOf(nurse);
        var browser = afterPassword(nurse);
        for (int wrong = 0; wrong < 5; wrong++) {
            browser.submit("/login/second-factor", "code", "wrong-" + wrong);
        }

        var right = browser.submit("/login/second-factor", "code", phone.code());

        assertThat(right.status()).isEqualTo(403);
    }

    @Test
    void who_must_have_one_sets_it_up_before_anything_else() {
        var nurse = Nurse.aNurse().as("ADM");
        var browser = new Browser(Gate.root());

        var toEnrol = browser.signIn(nurse.name(), Nurse.PASSWORD);
        var app = browser.open(Browser.authorize("user/Patient.rs", ""));
        var account = browser.open("/account");

        assertThat(toEnrol.location().getPath()).isEqualTo("/login/enrol");
        assertThat(app.location().getPath()).isEqualTo("/login");
        assertThat(account.location().getPath()).isEqualTo("/login");
    }

    @Test
    void an_app_that_asks_for_it_has_it_shown_in_the_middle_of_a_sign_in() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();

        var stepUp = browser.open(Browser.authorize("user/Patient.rs", "&acr_values=aal2"));
        var toEnrol = browser.open("/login/second-factor");
        var page = browser.open("/login/enrol");
        browser.submitFrom(page, "/login/enrol", "code", new Phone(Browser.shown(page)).code());
        var onwards = browser.open("/login/next");
        var token = browser.exchange(browser.open(onwards.location().toString()).location());

        assertThat(stepUp.location().getPath()).isEqualTo("/login/second-factor");
        assertThat(toEnrol.location().getPath()).isEqualTo("/login/enrol");
        assertThat(token.claims().path("acr").asText()).isEqualTo("aal2");
    }

    @Test
    void the_secret_does_not_stand_in_the_database() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();

        var shown = Browser.shown(browser.open("/login/enrol"));

        var stored =
                nurse.stored("select encode(sealed_secret, 'hex') from identity.second_factor where user_name = ?");
        var secret = new BigInteger(1, new Base32().decode(shown));
        assertThat(stored).doesNotContain(secret.toString(16));
        assertThat(browser.open("/login/enrol").body())
                .contains("otpauth://totp/OpenWard:" + nurse.name() + "?secret=" + shown + "&amp;issuer=OpenWard");
    }
}

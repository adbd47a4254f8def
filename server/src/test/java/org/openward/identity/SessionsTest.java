package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openward.identity.Gate.Reply;
import org.openward.identity.sessions.SignIns;
import org.openward.identity.sessions.SignIns.Stay;

class SessionsTest {
    private static final Pattern ID = Pattern.compile("name=\"sign-in\" value=\"([^\"]+)\"");
    private static final String NEW = "granite moss tulip eight";

    private final Gate gate = new Gate();

    private int fhir(Reply token) {
        return gate.get("/fhir/Patient", "Authorization", Gate.bearer(token)).status();
    }

    private static void end(Browser browser) {
        var page = browser.open("/account");
        var id = ID.matcher(page.body());
        assertThat(id.find()).as(page.body()).isTrue();
        browser.submitFrom(page, "/account/end", "sign-in", id.group(1));
    }

    @Test
    void no_server_remembers_anybody_by_itself() {
        var nurse = Nurse.aNurse();
        var browser = new Browser(Gate.root());

        var page = browser.open("/login");
        var signedIn = browser.submitFrom(page, "/login", "username", nurse.name(), "password", Nurse.PASSWORD);
        var app = browser.open(Browser.authorize("openid user/Patient.rs", ""));

        for (var reply : new Reply[] {page, signedIn, app}) {
            assertThat(reply.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("JSESSIONID"));
        }
        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("openward-sign-in="))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/"));
        assertThat(app.location().toString()).startsWith("http://127.0.0.1/callback?code=");
    }

    @Test
    void a_token_names_its_sign_in() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();

        var token = browser.token("openid offline_access user/Patient.rs");

        var known = Gate.server().getBean(SignIns.class).of(nurse.name());
        assertThat(known).hasSize(1);
        assertThat(token.claims().path("sid").asText())
                .isEqualTo(known.get(0).id().toString());
        assertThat(fhir(token)).isEqualTo(200);
    }

    @Test
    void who_was_idle_for_too_long_signs_in_again() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();

        nurse.change("update identity.sign_in set last_seen_at = now() - interval '31 minutes' where user_name = ?");

        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(browser.open(Browser.authorize("user/Patient.rs", ""))
                        .location()
                        .getPath())
                .isEqualTo("/login");
    }

    @Test
    void nobody_is_signed_in_for_longer_than_half_a_day() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();
        var signIns = Gate.server().getBean(SignIns.class);
        var id = signIns.of(nurse.name()).get(0).id();

        nurse.change("update identity.sign_in set signed_in_at = now() - interval '13 hours' where user_name = ?");

        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(signIns.goesOn(id, Stay.WITH_THE_PERSON))
                .as("an app that needs the person there")
                .isFalse();
        assertThat(signIns.goesOn(id, Stay.WITHOUT_THE_PERSON))
                .as("an app that may work while the person is away")
                .isTrue();
    }

    @Test
    void ending_a_sign_in_ends_its_tokens_and_no_others() {
        var nurse = Nurse.aNurse();
        var lost = nurse.signedIn();
        var tokenOfLost = lost.token("offline_access user/Patient.rs");
        var kept = new Browser(Gate.root());
        kept.signIn(nurse.name(), Nurse.PASSWORD);
        var tokenOfKept = kept.token("offline_access user/Patient.rs");

        lost.submit("/logout");

        assertThat(lost.refresh(tokenOfLost).text("error")).isEqualTo("invalid_grant");
        assertThat(fhir(tokenOfLost)).as("never seen before by this server").isEqualTo(401);
        assertThat(kept.refresh(tokenOfKept).status()).isEqualTo(200);
        assertThat(fhir(tokenOfKept)).isEqualTo(200);
    }

    @Test
    void an_app_ends_the_sign_in_that_its_token_is_of_and_no_other() {
        var nurse = Nurse.aNurse();
        var first = nurse.signedIn();
        var second = nurse.signedIn();
        var leave = "/connect/logout?id_token_hint="
                + first.token("openid user/Patient.rs").text("id_token");

        second.open(leave);

        assertThat(second.open("/account").status()).isEqualTo(200);
        assertThat(first.open("/account").status()).isEqualTo(200);

        first.open(leave);

        assertThat(first.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(second.open("/account").status()).isEqualTo(200);
    }

    @Test
    void somebody_ends_a_sign_in_from_the_list() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();

        end(browser);

        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
    }

    @Test
    void nobody_ends_somebody_elses() {
        var other = Nurse.aNurse();
        var browserOfOther = other.signedIn();
        var id = Gate.server().getBean(SignIns.class).of(other.name()).get(0).id();
        var browser = Nurse.aNurse().signedIn();

        browser.submitFrom(browser.open("/account"), "/account/end", "sign-in", id.toString());
        browser.submitFrom(browser.open("/account"), "/account/end", "sign-in", "'; drop table identity.sign_in");

        assertThat(browserOfOther.open("/account").status()).isEqualTo(200);
    }

    @Test
    void a_new_password_ends_the_other_sign_ins() {
        var nurse = Nurse.aNurse();
        var thief = nurse.signedIn();
        var token = thief.token("offline_access user/Patient.rs");
        var browser = nurse.signedIn();

        var changed = browser.submit("/login/password", "current", Nurse.PASSWORD, "password", NEW, "again", NEW);

        assertThat(changed.location().getPath()).isEqualTo("/account");
        assertThat(browser.open("/account").status()).isEqualTo(200);
        assertThat(thief.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(thief.refresh(token).text("error")).isEqualTo("invalid_grant");
        assertThat(new Browser(Gate.root()).signIn(nurse.name(), NEW).location().getPath())
                .isEqualTo("/account");
    }

    @Test
    void a_closed_account_is_shut_out_everywhere() {
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();
        var token = browser.token("offline_access user/Patient.rs");

        nurse.change("update identity.person set enabled = false where user_name = ?");

        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(browser.refresh(token).text("error")).isEqualTo("invalid_grant");
        assertThat(fhir(token)).isEqualTo(401);
        assertThat(new Browser(Gate.root())
                        .signIn(nurse.name(), Nurse.PASSWORD)
                        .location()
                        .toString())
                .endsWith("/login?error");
    }

    @Test
    void an_app_cannot_name_another_sign_in_in_what_it_asks() {
        var other = Nurse.aNurse();
        other.signedIn();
        var foreign =
                Gate.server().getBean(SignIns.class).of(other.name()).get(0).id();
        var nurse = Nurse.aNurse();
        var browser = nurse.signedIn();
        var forged = "\"authority\":\"sign-in:" + foreign + "\"";

        var back = browser.open(Browser.authorize("offline_access user/Patient.rs", "&nonce=" + Gate.encoded(forged)))
                .location();
        var token = browser.exchange(back);

        var kept = nurse.stored(
                "select string_agg(sign_in::text, ' ') from identity.oauth2_authorization where principal_name = ?");
        assertThat(token.status()).isEqualTo(200);
        assertThat(kept).isEqualTo(token.claims().path("sid").asText()).isNotEqualTo(foreign.toString());
    }

    @Test
    void a_page_has_no_scripts_and_is_shown_in_no_other() {
        var page = new Browser(Gate.root()).open("/login");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(page.body()).doesNotContain("<script").contains("autocomplete=\"current-password\"");
    }

    @Test
    void forms_from_elsewhere_do_nothing() {
        var nurse = Nurse.aNurse();

        for (var path : new String[] {"/login", "/logout", "/login/password", "/login/enrol", "/account/end"}) {
            var refused = gate.post(path, Map.of("username", nurse.name(), "password", Nurse.PASSWORD));
            assertThat(refused.status()).as(path).isEqualTo(403);
        }
    }
}

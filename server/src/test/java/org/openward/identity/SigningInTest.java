package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openward.testing.AtOnce;
import org.openward.testing.Postgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.util.UriComponentsBuilder;

class SigningInTest {
    private static final int AT_ONCE = 16;
    private static final String REDIRECT = "http://127.0.0.1:9000/done";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final Gate gate = new Gate();

    /** A new nurse with a scope of her own. */
    private static String nurse(String... scopes) {
        var name = "nurse-" + UUID.randomUUID();
        var server = Gate.server();
        server.getBean(People.class)
                .admit(new Person(
                        name,
                        server.getBean(PasswordEncoder.class).encode("her password"),
                        List.of(scopes),
                        List.of("operation/Invoice-pay"),
                        List.of("default"),
                        Optional.of("Practitioner/5"),
                        Optional.of("Patient/9")));
        return name;
    }

    private static String authorize(String scope, String... more) {
        var url = "/oauth2/authorize?response_type=code&client_id=portal&state=s1&scope=" + Gate.encoded(scope)
                + "&redirect_uri=" + Gate.encoded(REDIRECT);
        return more.length == 0 ? url + "&code_challenge_method=S256&code_challenge=" + Pkce.challenge() : url;
    }

    /** Goes through the login page and comes back to the app. */
    private URI comeBack(String scope, String person) {
        var toLogin = gate.get(authorize(scope), "Accept", "text/html");
        assertThat(toLogin.location().getPath()).isEqualTo("/login");
        var page = gate.get("/login", "Accept", "text/html");
        var token = CSRF.matcher(page.body());
        assertThat(token.find()).isTrue();
        var signedIn =
                gate.post("/login", Map.of("username", person, "password", "her password", "_csrf", token.group(1)));
        return gate.get(
                        signedIn.location().getPath() + "?"
                                + signedIn.location().getRawQuery(),
                        "Accept",
                        "text/html")
                .location();
    }

    private Gate.Reply exchange(URI back) {
        var code = UriComponentsBuilder.fromUri(back).build().getQueryParams().getFirst("code");
        return gate.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        String.valueOf(code),
                        "client_id",
                        "portal",
                        "redirect_uri",
                        REDIRECT,
                        "code_verifier",
                        Pkce.VERIFIER));
    }

    /** Of many who came at once, the one who got a token; all others heard that the grant is spent. */
    private static Gate.Reply onlyWinner(List<AtOnce.Outcome<Gate.Reply>> answers) {
        var replies =
                answers.stream().flatMap(answer -> answer.result().stream()).toList();
        assertThat(replies)
                .hasSize(AT_ONCE)
                .allMatch(reply -> reply.status() == 200 || reply.text("error").equals("invalid_grant"))
                .extracting(Gate.Reply::status)
                .containsOnlyOnce(200);
        return replies.stream()
                .filter(reply -> reply.status() == 200)
                .findFirst()
                .orElseThrow();
    }

    private Gate.Reply refresh(Gate.Reply token) {
        return gate.post(
                "/oauth2/token",
                Map.of(
                        "grant_type", "refresh_token",
                        "client_id", "portal",
                        "refresh_token", token.text("refresh_token")));
    }

    @Test
    void a_person_signs_in_and_the_app_gets_a_short_lived_token_in_her_name() {
        var nurse = nurse("user/*.cruds");

        var token = exchange(comeBack("openid fhirUser offline_access user/Patient.rs", nurse));

        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(token.claims().path("sub").asText()).isEqualTo(nurse);
        assertThat(token.claims().path("client_id").asText()).isEqualTo("portal");
        assertThat(token.claims().path("fhirUser").asText()).isEqualTo("Practitioner/5");
        assertThat(token.claims().path("tenants").toString()).isEqualTo("[\"default\"]");
        assertThat(token.json().path("expires_in").asInt()).isBetween(600, 900);
        assertThat(gate.get("/fhir/Patient", "Authorization", Gate.bearer(token))
                        .text("kind"))
                .isEqualTo("PERSON");
    }

    @Test
    void an_app_gets_no_more_than_the_person_has() {
        var nurse = nurse("user/Observation.rs");

        var token = exchange(comeBack("user/*.cruds", nurse));

        assertThat(token.claims().path("scope").asText()).isEqualTo("user/Observation.rs");
        assertThat(token.text("scope")).isEqualTo("user/Observation.rs");
        assertThat(token.claims().path("permissions")).isEmpty();
    }

    @Test
    void a_patients_token_names_the_patient() {
        var token = exchange(comeBack("patient/*.rs", nurse("patient/*.rs")));

        assertThat(token.claims().path("patient").asText()).isEqualTo("Patient/9");
        assertThat(token.text("patient")).isEqualTo("9");
    }

    @Test
    void a_refresh_token_works_once() {
        var first = exchange(comeBack("offline_access user/Patient.rs", nurse("user/*.cruds")));

        var second = refresh(first);
        var again = refresh(first);

        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertThat(second.text("refresh_token")).isNotEqualTo(first.text("refresh_token"));
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void of_sixteen_who_refresh_with_the_same_token_at_once_one_gets_another() throws InterruptedException {
        var first = exchange(comeBack("offline_access user/Patient.rs", nurse("user/*.cruds")));

        var winner = onlyWinner(AtOnce.all(AT_ONCE, number -> () -> refresh(first)));

        assertThat(spentOf(winner)).as("the code and one refresh token").isEqualTo(2);
        assertThat(refresh(winner).status())
                .as("who came at the same moment ended nothing")
                .isEqualTo(200);
    }

    @Test
    void of_sixteen_who_come_with_the_same_code_at_once_one_gets_a_token() throws InterruptedException {
        var back = comeBack("offline_access user/Patient.rs", nurse("user/*.cruds"));

        var winner = onlyWinner(AtOnce.all(AT_ONCE, number -> () -> exchange(back)));

        assertThat(winner.text("access_token")).isNotEmpty();
    }

    @Test
    void a_refresh_token_that_comes_again_after_it_was_replaced_ends_all_that_the_app_was_granted() {
        var nurse = nurse("user/*.cruds");
        var first = exchange(comeBack("offline_access user/Patient.rs", nurse));
        var second = refresh(first);
        JdbcClient.create(Postgres.owner())
                .sql(
                        """
                        update identity.spent_grant set spent_at = spent_at - interval '1 minute'
                        where authorization_id in (
                            select id from identity.oauth2_authorization where principal_name = ?)
                        """)
                .param(nurse)
                .update();

        var again = refresh(first);
        var newest = refresh(second);

        assertThat(second.status()).isEqualTo(200);
        assertThat(again.text("error")).isEqualTo("invalid_grant");
        assertThat(newest.text("error")).isEqualTo("invalid_grant");
        assertThat(grantsOf(nurse)).isZero();
    }

    private static int spentOf(Gate.Reply token) {
        return JdbcClient.create(Postgres.owner())
                .sql(
                        """
                        select count(*) from identity.spent_grant
                        join identity.oauth2_authorization granted on granted.id = authorization_id
                        where access_token_value = ?
                        """)
                .param(token.text("access_token"))
                .query(Integer.class)
                .single();
    }

    private static int grantsOf(String person) {
        return JdbcClient.create(Postgres.owner())
                .sql("select count(*) from identity.oauth2_authorization where principal_name = ?")
                .param(person)
                .query(Integer.class)
                .single();
    }

    @Test
    void an_app_that_does_not_ask_to_stay_gets_no_refresh_token() {
        var token = exchange(comeBack("user/Patient.rs", nurse("user/*.cruds")));

        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(token.json().has("refresh_token")).isFalse();
    }

    @Test
    void a_code_without_its_verifier_is_worth_nothing() {
        var back = comeBack("user/Patient.rs", nurse("user/*.cruds"));
        var code = UriComponentsBuilder.fromUri(back).build().getQueryParams().getFirst("code");

        var refused = gate.post(
                "/oauth2/token",
                Map.of(
                        "grant_type", "authorization_code",
                        "code", String.valueOf(code),
                        "client_id", "portal",
                        "redirect_uri", REDIRECT,
                        "code_verifier", "a-guess-that-is-long-enough-to-be-a-verifier-012345"));

        assertThat(refused.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void an_app_without_a_code_challenge_is_sent_back() {
        var refused = gate.get(authorize("user/Patient.rs", "no challenge"), "Accept", "text/html");

        assertThat(refused.location().toString()).startsWith(REDIRECT).contains("error=invalid_request");
    }

    @Test
    void an_app_that_asks_for_too_much_is_sent_back() {
        var refused = gate.get(authorize("system/Patient.rs"), "Accept", "text/html");

        assertThat(refused.location().toString()).startsWith(REDIRECT).contains("error=invalid_scope");
    }

    @Test
    void a_form_without_the_csrf_token_signs_nobody_in() {
        var refused = gate.post("/login", Map.of("username", nurse("user/*.rs"), "password", "her password"));

        assertThat(refused.status()).isEqualTo(403);
    }
}

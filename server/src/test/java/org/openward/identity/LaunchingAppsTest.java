package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openward.identity.launch.Ehr;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.openward.tenancy.TenantsForTests;
import org.openward.testing.AtOnce;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.util.UriComponentsBuilder;

class LaunchingAppsTest {
    private static final String REDIRECT = "http://127.0.0.1:9000/done";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern CHECKED =
            Pattern.compile("type=\"checkbox\" name=\"scope\" value=\"([^\"]+)\" checked");

    private final Gate gate = new Gate();

    private static String admit(String kind, Optional<String> patient, String... scopes) {
        return admit(kind, List.of("default"), patient, scopes);
    }

    private static String admit(String kind, List<String> tenants, Optional<String> patient, String... scopes) {
        var name = kind + "-" + UUID.randomUUID();
        var server = Gate.server();
        server.getBean(People.class)
                .admit(new Person(
                        name,
                        server.getBean(PasswordEncoder.class).encode("her password"),
                        List.of(scopes),
                        List.of(),
                        tenants,
                        Optional.of("Practitioner/5"),
                        patient));
        return name;
    }

    private static String nurse() {
        return admit("nurse", Optional.empty(), "user/*.rs");
    }

    private static String authorize(String client, String scope, String... more) {
        return "/oauth2/authorize?response_type=code&client_id=" + client + "&state=s1&scope=" + Gate.encoded(scope)
                + "&redirect_uri=" + Gate.encoded(REDIRECT) + "&code_challenge_method=S256&code_challenge="
                + Pkce.challenge()
                + String.join("", more);
    }

    private static String aud(String base) {
        return "&aud=" + Gate.encoded(base);
    }

    private static String here() {
        return aud(Gate.root() + "/fhir");
    }

    private Gate.Reply page(String path) {
        return gate.get(path, "Accept", "text/html");
    }

    /** Signs in on the way to where the app sent her. */
    private URI signIn(String person, String authorize) {
        assertThat(page(authorize).location().getPath()).isEqualTo("/login");
        var token = CSRF.matcher(page("/login").body());
        assertThat(token.find()).isTrue();
        var signedIn =
                gate.post("/login", Map.of("username", person, "password", "her password", "_csrf", token.group(1)));
        return page(signedIn.location().getPath() + "?" + signedIn.location().getRawQuery())
                .location();
    }

    private static String consent(URI page, String more) {
        assertThat(page.getPath()).isEqualTo("/oauth2/consent");
        return page.getPath() + "?" + page.getRawQuery() + more;
    }

    private static String state(URI page) {
        return String.valueOf(
                UriComponentsBuilder.fromUri(page).build().getQueryParams().getFirst("state"));
    }

    private Gate.Reply allow(String client, URI page, String more, String... scopes) {
        var body = "client_id=" + client + "&state=" + state(page) + more
                + Stream.of(scopes)
                        .map(scope -> "&scope=" + Gate.encoded(scope))
                        .collect(Collectors.joining());
        return gate.post("/oauth2/authorize", body);
    }

    private Gate.Reply exchange(String client, URI back) {
        var code = UriComponentsBuilder.fromUri(back).build().getQueryParams().getFirst("code");
        return gate.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        String.valueOf(code),
                        "client_id",
                        client,
                        "redirect_uri",
                        REDIRECT,
                        "code_verifier",
                        Pkce.VERIFIER));
    }

    private Gate.Reply refresh(String client, Gate.Reply token, String scope) {
        var form = new HashMap<>(Map.of(
                "grant_type", "refresh_token", "client_id", client, "refresh_token", token.text("refresh_token")));
        if (!scope.isEmpty()) {
            form.put("scope", scope);
        }
        return gate.post("/oauth2/token", form);
    }

    private static String error(Gate.Reply answer) {
        return String.valueOf(UriComponentsBuilder.fromUri(answer.location())
                .build()
                .getQueryParams()
                .getFirst("error"));
    }

    // ---- by itself

    @Test
    void an_app_by_itself_begins_with_the_patient_whom_its_user_chooses() {
        var page = signIn(nurse(), authorize("growth", "launch/patient offline_access patient/*.rs", here()));

        var asking = page(consent(page, ""));
        var found = page(consent(page, "&name=Rao"));
        var chosen = page(consent(page, "&patient=p1"));
        var back = allow("growth", page, "&patient=p1", "launch/patient", "offline_access", "patient/*.rs");
        var token = exchange("growth", back.location());
        var renewed = refresh("growth", token, "");

        assertThat(asking.body()).contains("For which patient?").doesNotContain("Rao");
        assertThat(found.body()).contains("Asha Rao", "&amp;patient=p1").doesNotContain("Chitra", "<b>");
        assertThat(chosen.body()).contains("With the record of Asha Rao", "Read, search records of every kind");
        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(token.text("patient")).isEqualTo("p1");
        assertThat(token.json().path("need_patient_banner").asBoolean()).isTrue();
        assertThat(token.text("tenant")).isEqualTo("default");
        assertThat(token.text("fhirUser")).isEqualTo("Practitioner/5");
        assertThat(token.claims().path("patient").asText()).isEqualTo("p1");
        assertThat(token.claims().path("scope").asText()).contains("patient/*.rs");
        assertThat(token.claims().path("tenants")).extracting(JsonNode::asText).containsExactly("default");
        assertThat(renewed.text("patient")).as(renewed.body()).isEqualTo("p1");
    }

    @Test
    void an_app_by_itself_begins_with_an_encounter_of_that_patient() {
        var page = signIn(nurse(), authorize("growth", "launch/encounter patient/*.rs", here()));

        var choosing = page(consent(page, "&patient=p1"));
        var tampered = allow("growth", page, "&patient=p1&encounter=e1-p2", "launch/encounter", "patient/*.rs");
        var back = allow("growth", page, "&patient=p1&encounter=e2-p1", "launch/encounter", "patient/*.rs");
        var token = exchange("growth", back.location());

        assertThat(choosing.body()).contains("For which visit?", "encounter=e1-p1", "encounter=e2-p1");
        assertThat(tampered.status()).isEqualTo(400);
        assertThat(token.text("patient")).as(token.body()).isEqualTo("p1");
        assertThat(token.text("encounter")).isEqualTo("e2-p1");
    }

    @Test
    void nobody_chooses_whom_she_may_not_see() {
        var page = signIn(nurse(), authorize("growth", "launch/patient patient/*.rs", here()));

        var shown = page(consent(page, "&patient=p3"));
        var tampered = allow("growth", page, "&patient=p3", "launch/patient", "patient/*.rs");
        var none = allow("growth", page, "", "launch/patient", "patient/*.rs");

        assertThat(shown.body()).contains("For which patient?").doesNotContain("Chitra");
        assertThat(tampered.status()).isEqualTo(400);
        assertThat(none.status()).isEqualTo(400);
    }

    @Test
    void nobody_chooses_in_a_tenant_that_is_suspended() {
        var tenant = new TenantId("t" + UUID.randomUUID().toString().substring(0, 8));
        var tenants = Gate.server().getBean(Tenants.class);
        inTransaction(() -> tenants.open(tenant, "Closed", ZoneId.of("UTC"), Currency.getInstance("INR")));
        var nurse = admit("nurse", List.of(tenant.value()), Optional.empty(), "user/*.rs");
        var page = signIn(
                nurse,
                authorize("growth", "launch/patient patient/*.rs", aud(Gate.root() + "/fhir/" + tenant.value())));
        assertThat(page(consent(page, "&name=Rao")).body()).contains("Asha Rao");

        inTransaction(() -> tenants.suspend(tenant));
        tenants.learnSuspensions();

        assertThat(page(consent(page, "&name=Rao")).status()).isEqualTo(403);
        assertThat(allow("growth", page, "&patient=p1", "launch/patient", "patient/*.rs")
                        .status())
                .isEqualTo(400);
        assertThat(TenantsForTests.register().isSuspended(tenant))
                .as("before the first look")
                .isTrue();
    }

    private static void inTransaction(Runnable work) {
        new TransactionTemplate(Gate.server().getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> work.run());
    }

    @Test
    void nobody_answers_for_somebody_else() {
        var page = signIn(nurse(), authorize("growth", "launch/patient patient/*.rs", here()));
        var other = new LaunchingAppsTest();
        other.signIn(nurse(), authorize("growth", "launch/patient patient/*.rs", here()));

        assertThat(other.page(consent(page, "&name=Rao")).status()).isEqualTo(400);
        assertThat(other.allow("growth", page, "&patient=p1", "launch/patient", "patient/*.rs")
                        .status())
                .isEqualTo(400);
        assertThat(new Gate()
                        .get(consent(page, ""), "Accept", "text/html")
                        .location()
                        .getPath())
                .isEqualTo("/login");
    }

    @Test
    void a_patient_begins_with_her_own_record_and_is_not_asked() {
        var asha = admit("patient", Optional.of("Patient/p1"), "patient/*.rs");

        var token = exchange("growth", signIn(asha, authorize("growth", "launch/patient patient/*.rs", here())));

        assertThat(token.text("patient")).as(token.body()).isEqualTo("p1");
    }

    // ---- from an EHR

    @Test
    void an_app_begins_with_what_the_ehr_hands_over_and_only_once() {
        var ticket = Ehr.starts(Gate.server(), "growth", "p1", "e1-p1");
        var launch = authorize("growth", "launch offline_access patient/*.rs", here(), "&launch=" + ticket);

        var token = exchange("growth", signIn(nurse(), launch));
        var again = page(launch);

        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(token.text("patient")).isEqualTo("p1");
        assertThat(token.text("encounter")).isEqualTo("e1-p1");
        assertThat(token.json().path("need_patient_banner").asBoolean(true)).isFalse();
        assertThat(refresh("growth", token, "").text("encounter")).isEqualTo("e1-p1");
        assertThat(error(again)).isEqualTo("invalid_request");
    }

    @Test
    void of_sixteen_who_come_with_the_same_ticket_one_gets_its_context() throws InterruptedException {
        var ticket = Ehr.starts(Gate.server(), "growth", "p1", "e1-p1");
        var launch = authorize("growth", "launch patient/*.rs", here(), "&launch=" + ticket);
        var visitors = Stream.generate(LaunchingAppsTest::new).limit(16).toList();
        var nurse = nurse();
        var codes =
                visitors.stream().map(visitor -> visitor.signIn(nurse, launch)).toList();

        var tokens = AtOnce.all(16, number -> () -> visitors.get(number).exchange("growth", codes.get(number)));

        assertThat(tokens.stream()
                        .flatMap(outcome -> outcome.result().stream())
                        .map(Gate.Reply::status)
                        .sorted()
                        .toList())
                .startsWith(200, 400)
                .endsWith(400)
                .hasSize(16);
    }

    @Test
    void a_ticket_is_for_its_app_and_its_tenant() {
        var others = Ehr.starts(Gate.server(), "portal", "p1", "e1-p1");
        var ours = Ehr.starts(Gate.server(), "growth", "p1", "e1-p1");
        var scope = "launch patient/*.rs";

        for (var request : List.of(
                authorize("growth", scope, here(), "&launch=" + others),
                authorize("growth", scope, here(), "&launch=made-up"),
                authorize("growth", scope, aud(Gate.root() + "/fhir/clinic-b"), "&launch=" + ours),
                authorize("growth", scope, "&launch=" + ours),
                authorize("growth", scope, here()),
                authorize("growth", "patient/*.rs", here(), "&launch=" + ours),
                authorize("growth", "patient/*.rs", aud("https://evil.example/fhir")))) {
            var answer = page(request);
            assertThat(answer.location().toString()).as(request).startsWith(REDIRECT);
            assertThat(error(answer)).as(request).isEqualTo("invalid_request");
        }
    }

    // ---- with consent

    @Test
    void a_person_is_asked_in_words_and_leaves_out_what_she_likes() {
        var person = admit("nurse", Optional.empty(), "user/*.cruds");
        var scope = "offline_access user/Patient.rs user/Observation.cu?category=laboratory";

        var page = signIn(person, authorize("careful", scope));
        var asked = page(consent(page, ""));
        var boxes = CHECKED.matcher(asked.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        var token = exchange(
                "careful",
                allow("careful", page, "", "offline_access", "user/Patient.rs").location());

        assertThat(boxes).containsExactlyInAnyOrder(scope.split(" "));
        assertThat(asked.body())
                .contains(
                        "Read, search Patient records that you may use yourself",
                        "Add, change Observation records that you may use yourself, only where category=laboratory",
                        "Stay signed in after you have left it");
        assertThat(token.text("scope").split(" ")).containsExactlyInAnyOrder("offline_access", "user/Patient.rs");
        assertThat(refresh("careful", token, "").text("scope").split(" "))
                .containsExactlyInAnyOrder("offline_access", "user/Patient.rs");
    }

    @Test
    void who_allows_nothing_or_more_than_was_asked_gives_nothing() {
        var person = admit("nurse", Optional.empty(), "user/*.cruds");
        var first = signIn(person, authorize("careful", "user/Patient.rs"));

        var denied = allow("careful", first, "");
        var second = page(authorize("careful", "user/Patient.rs")).location();
        var widened = allow("careful", second, "", "user/Patient.rs", "user/Observation.cruds");

        assertThat(error(denied)).isEqualTo("access_denied");
        assertThat(error(widened)).isEqualTo("invalid_scope");
    }

    @Test
    void what_was_left_out_yesterday_is_asked_for_again_today() {
        var person = admit("nurse", Optional.empty(), "user/*.cruds");
        var first = signIn(person, authorize("careful", "user/Patient.rs user/Observation.rs"));
        allow("careful", first, "", "user/Patient.rs", "user/Observation.rs");

        var second = page(authorize("careful", "user/Patient.rs user/Observation.rs"))
                .location();
        var token = exchange(
                "careful", allow("careful", second, "", "user/Patient.rs").location());

        assertThat(token.text("scope")).isEqualTo("user/Patient.rs");
    }

    // ---- afterwards

    @Test
    void a_refresh_may_narrow_the_scopes_and_never_widen_them() {
        var person = admit("nurse", Optional.empty(), "user/*.cruds");
        var page = signIn(person, authorize("careful", "offline_access user/Patient.rs user/Observation.rs"));
        var token = exchange(
                "careful",
                allow("careful", page, "", "offline_access", "user/Patient.rs").location());

        var narrowed = refresh("careful", token, "user/Patient.rs");
        var back = refresh("careful", narrowed, "offline_access user/Patient.rs");
        var widened = refresh("careful", back, "offline_access user/Patient.rs user/Observation.rs");
        var stolen = refresh("careful", back, "user/*.cruds");

        assertThat(narrowed.text("scope")).as(narrowed.body()).isEqualTo("user/Patient.rs");
        assertThat(back.status()).as(back.body()).isEqualTo(200);
        assertThat(widened.text("error")).isEqualTo("invalid_scope");
        assertThat(stolen.text("error")).isEqualTo("invalid_scope");
    }

    @Test
    void an_app_that_its_user_leaves_gives_its_refresh_token_back() {
        var page = signIn(nurse(), authorize("growth", "launch/patient offline_access patient/*.rs", here()));
        var token = exchange(
                "growth",
                allow("growth", page, "&patient=p1", "launch/patient", "offline_access", "patient/*.rs")
                        .location());

        var revoked = gate.post("/oauth2/revoke", Map.of("token", token.text("refresh_token"), "client_id", "growth"));

        assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
        assertThat(refresh("growth", token, "").text("error")).isEqualTo("invalid_grant");
    }
}

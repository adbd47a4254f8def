package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.identity.accounts.PasswordHashes;
import org.openward.identity.secondfactor.Phone;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** From the invitation to the closed account, over HTTP. */
@HospitalTest
class StaffAccountsIT {
    private static final int AT_ONCE = 16;
    private static final String PASSWORD = "tulip moss granite seven";

    private final Hospital hospital;
    private final String email = "asha-" + UUID.randomUUID() + "@h.example";

    StaffAccountsIT(Hospital hospital) {
        this.hospital = hospital;
    }

    private static Parameters invitation(String email, String... roles) {
        var invitation = new Parameters().addParameter("email", email).addParameter("name", "Asha Rao");
        for (var role : roles) {
            invitation.addParameter("role", new CodeType(role));
        }
        return invitation;
    }

    private Parameters invite(String... roles) {
        return hospital.asDemo()
                .post("/Practitioner/$invite", invitation(email, roles))
                .resource(Parameters.class);
    }

    private static String practitioner(Parameters invited) {
        return "/" + ((Reference) invited.getParameterValue("practitioner")).getReference();
    }

    /** The path and query of the link. */
    private static String link(Parameters invited) {
        var link = invited.getParameterValue("link").primitiveValue();
        return link.substring(link.indexOf("/invitation"));
    }

    private static String secret(Parameters invited) {
        return link(invited).replaceFirst(".*secret=", "");
    }

    private Gate.Reply accept(Parameters invited, String password) {
        return new Browser(hospital.root())
                .submit(link(invited), "secret", secret(invited), "password", password, "again", password);
    }

    private Browser signedIn() {
        var browser = new Browser(hospital.root());
        browser.signIn(email, PASSWORD);
        return browser;
    }

    /** The browser of somebody whose account is like that of the first start. */
    static Browser signedIn(Hospital hospital, String name) {
        hospital.part(People.class)
                .admit(new Person(
                        name,
                        hospital.part(PasswordHashes.class).hash(PASSWORD),
                        List.of("user/*.cruds"),
                        List.of("operation/*"),
                        List.of("default"),
                        Optional.empty(),
                        Optional.empty()));
        var browser = new Browser(hospital.root());
        browser.signIn(name, PASSWORD);
        return browser;
    }

    private Answer call(String practitioner, String operation, Parameters request) {
        return hospital.asDemo().post(practitioner + "/$" + operation, request);
    }

    private static Parameters roles(String... codes) {
        var roles = new Parameters();
        List.of(codes).forEach(code -> roles.addParameter("role", new CodeType(code)));
        return roles;
    }

    private Answer asHolder(Gate.Reply token, String path) {
        return hospital.anonymous().send("GET", path, null, "Authorization", "Bearer " + token.text("access_token"));
    }

    private int rows(String query) {
        return hospital.part(JdbcClient.class)
                .sql(query)
                .param(email)
                .query(Integer.class)
                .single();
    }

    private void change(String statement) {
        new TransactionTemplate(hospital.part(PlatformTransactionManager.class))
                .executeWithoutResult(status -> hospital.part(JdbcClient.class)
                        .sql(statement)
                        .param(email)
                        .update());
    }

    @Test
    void an_invited_nurse_sets_her_password_and_has_the_rights_of_her_role() {
        var invited = invite("NUR");

        accept(invited, PASSWORD);
        var token = signedIn().token("fhirUser openid user/*.cruds");

        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(token.claims().path("roles").toString()).isEqualTo("[\"NUR\"]");
        assertThat("/" + token.claims().path("fhirUser").asText()).isEqualTo(practitioner(invited));
        assertThat(token.claims().path("scope").asText())
                .contains("user/Patient.rs")
                .doesNotContain("Invoice", "user/*");
        assertThat(asHolder(token, "/Patient?_count=1").status()).isEqualTo(200);
        assertThat(asHolder(token, "/Invoice?_count=1").status()).isEqualTo(403);
        assertThat(hospital.asDemo()
                        .get(practitioner(invited))
                        .resource(Practitioner.class)
                        .getActive())
                .isTrue();
    }

    @Test
    void a_link_works_once() {
        var invited = invite("NUR");
        accept(invited, PASSWORD);

        var again = new Browser(hospital.root()).open(link(invited));

        assertThat(again.status()).isEqualTo(404);
    }

    @Test
    void of_sixteen_who_use_a_link_at_once_one_sets_the_password() throws InterruptedException {
        var invited = invite("NUR");
        var browser = new Browser(hospital.root());
        browser.open(link(invited));

        var replies = AtOnce.all(AT_ONCE, number -> () -> accept(invited, PASSWORD + " " + number));

        assertThat(replies)
                .filteredOn(reply -> reply.succeeded() && reply.result().get(0).status() == 302)
                .hasSize(1);
        assertThat(rows("select count(*) from identity.person where user_name = ? and password is not null"))
                .isEqualTo(1);
        assertThat(rows("select count(*) from identity.former_password where user_name = ?"))
                .isZero();
    }

    @Test
    void a_link_that_is_too_old_does_not_work() {
        var invited = invite("NUR");
        change("update identity.invitation set expires_at = now() - interval '1 second' where user_name = ?");

        assertThat(new Browser(hospital.root()).open(link(invited)).status()).isEqualTo(404);
    }

    @Test
    void a_password_against_the_rules_leaves_the_link_as_it_is() {
        var invited = invite("NUR");

        var refused = accept(invited, "Password1234!");
        var accepted = accept(invited, PASSWORD);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(accepted.status()).isEqualTo(302);
    }

    @Test
    void of_sixteen_invitations_of_one_person_one_makes_the_account() throws InterruptedException {
        var demo = hospital.asDemo();

        var answers = AtOnce.all(
                AT_ONCE,
                number -> () -> demo.post("/Practitioner/$invite", invitation(email, "NUR"))
                        .status());

        assertThat(answers).filteredOn(answer -> answer.result().contains(200)).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.result().contains(409)).hasSize(AT_ONCE - 1);
        assertThat(rows("select count(*) from identity.person where user_name = ?"))
                .isEqualTo(1);
        assertThat(demo.search("Practitioner?email=" + email).getEntry()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, NUR, email",
        "asha@h.example, CHIEF, codes",
        "asha@h.example, PAT, codes",
        "äsha@h.example, NUR, user name",
        "group|asha@h.example, NUR, user name"
    })
    void an_invitation_that_cannot_be_read_is_refused(String address, String role, String why) {
        var answer = hospital.asDemo().post("/Practitioner/$invite", invitation(address, role));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    @Test
    void nobody_is_called_like_a_client() {
        var namesake = invitation("asha@h.example", "NUR").addParameter("user-name", "openward-console");

        var answer = hospital.asDemo().post("/Practitioner/$invite", namesake);

        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    }

    @Test
    void an_invitation_without_anything_is_refused() {
        var answer = hospital.asDemo().post("/Practitioner/$invite", new Parameters());

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void other_roles_end_the_sign_ins_and_come_with_the_next() {
        var invited = invite("NUR");
        accept(invited, PASSWORD);
        var browser = signedIn();
        var token = browser.token("offline_access user/*.cruds");

        var answer = call(practitioner(invited), "set-roles", roles("LAB", "REC"));
        var next = signedIn().token("user/*.cruds");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(browser.refresh(token).text("error")).isEqualTo("invalid_grant");
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(next.claims().path("roles").toString()).isEqualTo("[\"LAB\",\"REC\"]");
        assertThat(next.claims().path("permissions").toString()).contains("operation/DiagnosticReport-verify");
        assertThat(call(practitioner(invited), "set-roles", roles("GOD")).status())
                .isEqualTo(400);
    }

    @Test
    void a_closed_account_is_shut_out_and_opens_again_by_invitation() {
        var invited = invite("NUR");
        accept(invited, PASSWORD);
        var token = signedIn().token("offline_access user/*.cruds");

        var closed =
                call(practitioner(invited), "deactivate", new Parameters().addParameter("reason", "Left the hospital"));

        assertThat(closed.resource(Practitioner.class).getActive()).isFalse();
        assertThat(signedIn().open("/account").location().getPath()).isEqualTo("/login");
        assertThat(new Browser(hospital.root()).refresh(token).text("error")).isEqualTo("invalid_grant");
        assertThat(asHolder(token, "/Patient?_count=1").status()).isEqualTo(401);
        assertThat(call(practitioner(invited), "reset-password", new Parameters())
                        .status())
                .isEqualTo(422);
        var again = hospital.asDemo()
                .post(
                        "/Practitioner/$invite",
                        invitation(email, "LAB")
                                .addParameter(
                                        "practitioner",
                                        new Reference(practitioner(invited).substring(1))));
        accept(again.resource(Parameters.class), PASSWORD + " again");
        var browser = new Browser(hospital.root());
        assertThat(browser.signIn(email, PASSWORD + " again").location().getPath())
                .isEqualTo("/account");
    }

    @Test
    void a_reset_password_is_void_at_once_and_the_lost_phone_too() {
        var invited = invite("NUR");
        accept(invited, PASSWORD);
        var browser = signedIn();
        var page = browser.open("/login/enrol");
        browser.submitFrom(page, "/login/enrol", "code", new Phone(Browser.shown(page)).code());

        var reset = call(
                        practitioner(invited),
                        "reset-password",
                        new Parameters().addParameter("second-factor", new BooleanType(true)))
                .resource(Parameters.class);

        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(new Browser(hospital.root())
                        .signIn(email, PASSWORD)
                        .location()
                        .toString())
                .endsWith("/login?error");
        assertThat(accept(reset, PASSWORD).status()).as("the former password").isEqualTo(403);
        assertThat(accept(reset, "granite moss tulip eight").status()).isEqualTo(302);
        assertThat(new Browser(hospital.root())
                        .signIn(email, "granite moss tulip eight")
                        .location()
                        .getPath())
                .isEqualTo("/account");
    }

    @Test
    void an_administrator_sees_what_somebody_may_do_and_ends_a_session() {
        var invited = invite("NUR");
        accept(invited, PASSWORD);
        var browser = signedIn();

        var rights =
                hospital.asDemo().get(practitioner(invited) + "/$permissions").resource(Parameters.class);
        var session = rights.getParameter("session").getPart().stream()
                .filter(part -> part.getName().equals("id"))
                .map(ParametersParameterComponent::getValue)
                .findFirst()
                .orElseThrow();
        var ended = call(
                        practitioner(invited),
                        "end-sessions",
                        new Parameters().addParameter("session", new StringType(session.primitiveValue())))
                .resource(Parameters.class);

        assertThat(rights.getParameterValue("user-name").primitiveValue()).isEqualTo(email);
        assertThat(rights.getParameterValue("open").primitiveValue()).isEqualTo("true");
        assertThat(rights.getParameterValues("scope"))
                .extracting(Object::toString)
                .contains("user/Patient.rs");
        assertThat(ended.getParameterValue("ended").primitiveValue()).isEqualTo("1");
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(call(
                                practitioner(invited),
                                "end-sessions",
                                new Parameters().addParameter("session", new StringType("no id")))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_practitioner_without_an_account_is_not_found() {
        var stranger = hospital.asDemo().create(new Practitioner());
        var path = "/Practitioner/" + stranger.getIdElement().getIdPart();

        assertThat(call(path, "set-roles", roles("NUR")).status()).isEqualTo(404);
        assertThat(call("/Practitioner/not-there", "reset-password", new Parameters())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void another_tenant_does_not_reach_the_account() {
        var invited = invite("NUR");
        accept(invited, PASSWORD);

        var answer = hospital.asClinicB().post(practitioner(invited) + "/$set-roles", roles("ADM"));

        assertThat(answer.status()).isIn(403, 404);
        assertThat(rows("select count(*) from identity.account_role where user_name = ? and role = 'ADM'"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"$invite", "1/$set-roles", "1/$reset-password", "1/$deactivate", "1/$end-sessions", "1/$permissions"})
    void without_the_permission_nobody_touches_accounts(String operation) {
        FhirClient feeds = hospital.asFeedReader();

        assertThat(feeds.post("/Practitioner/" + operation, new Parameters()).status())
                .isEqualTo(403);
        assertThat(hospital.anonymous()
                        .post("/Practitioner/" + operation, new Parameters())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_person_shows_a_second_factor_before_touching_accounts_and_never_her_own() {
        var invited = invite("NUR");
        accept(invited, PASSWORD);
        GivingRolesIT.give(hospital, practitioner(invited), "ADM");
        var browser = signedIn();
        var page = browser.open("/login/enrol");
        browser.submitFrom(page, "/login/enrol", "code", new Phone(Browser.shown(page)).code());
        browser.open("/login/next");
        var token = browser.token("user/*.cruds");

        var own = hospital.anonymous()
                .post(practitioner(invited) + "/$set-roles", roles("ADM", "DOC"), "Authorization", bearer(token));
        var other = hospital.anonymous()
                .post(
                        "/Practitioner/$invite",
                        invitation("ravi-" + UUID.randomUUID() + "@h.example", "NUR"),
                        "Authorization",
                        bearer(token));

        assertThat(other.status()).as(other.body()).isEqualTo(200);
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.body()).contains("own account");
    }

    @Test
    void the_account_of_the_first_start_is_an_administrators() {
        var token = signedIn(hospital, "first-" + UUID.randomUUID()).token("user/*.cruds");
        var first = hospital.withBearer(token.text("access_token"));
        var condition = new Condition().setSubject(new Reference().setDisplay("Somebody"));
        var stored = "/" + hospital.asDemo().create(condition).getIdElement().toUnqualifiedVersionless();

        assertThat(token.claims().path("roles").toString()).isEqualTo("[\"ADM\"]");
        assertThat(token.claims().path("permissions").toString()).doesNotContain("approval", "registration");
        assertThat(first.get("/Practitioner?_count=1").status()).isEqualTo(200);
        assertThat(first.get(stored).status()).isEqualTo(200);
        assertThat(first.delete(stored).status()).isEqualTo(403);
        assertThat(first.post("/Condition", condition).status()).isEqualTo(403);
    }

    @Test
    void a_password_alone_is_not_enough_and_the_answer_says_what_is() {
        var name = "chief-" + UUID.randomUUID();
        var browser = signedIn(hospital, name);
        var token = browser.token("user/*.cruds");

        var answer = hospital.anonymous()
                .post("/Practitioner/$invite", invitation(email, "NUR"), "Authorization", bearer(token));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("insufficient_user_authentication", "acr_values=\"aal2\"");
        assertThat(answer.body()).contains("acr_values=aal2");
        assertThat(rows("select count(*) from identity.person where user_name = ?"))
                .isZero();
    }

    private static String bearer(Gate.Reply token) {
        return "Bearer " + token.text("access_token");
    }

    @Test
    void what_happens_to_an_account_is_in_the_audit_without_its_secrets() {
        var invited = invite("NUR");
        accept(invited, PASSWORD);
        call(practitioner(invited), "set-roles", roles("LAB"));

        var events = hospital.asDemo()
                .get("/AuditEvent?entity=" + practitioner(invited).substring(1) + "&_count=50");

        assertThat(events.body()).contains("110137").doesNotContain(secret(invited), PASSWORD);
    }
}

package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.database.DatabaseForTests;
import org.openward.identity.secondfactor.Phone;
import org.openward.privacy.erasure.LegalHolds;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Roles that give power over money, drugs or other people's rights are given by two people. */
@HospitalTest
class GivingRolesIT {
    private static final int AT_ONCE = 16;
    private static final String PASSWORD = "tulip moss granite seven";

    private final Hospital hospital;
    private final FhirClient demo;
    private final FhirClient approver;
    private final String email = "ravi-" + UUID.randomUUID() + "@h.example";

    GivingRolesIT(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
        this.approver = hospital.asApprover("/fhir");
        takeTheFirstSeats();
    }

    /** The first two administrators of the tenant are made without asking anybody. */
    private void takeTheFirstSeats() {
        for (int seat = 1; seat <= 2; seat++) {
            invite(demo, "first-" + UUID.randomUUID() + "@h.example", "REC");
        }
        new TransactionTemplate(hospital.part(PlatformTransactionManager.class))
                .executeWithoutResult(status -> hospital.part(JdbcClient.class)
                        .sql(
                                """
                                insert into identity.first_administrator (tenant, seat, user_name, given_by, given_at)
                                select 'default', row_number() over (order by user_name), user_name, 'test', now()
                                from (select user_name from identity.person where user_name like 'first-%' limit 2) people
                                on conflict do nothing
                                """)
                        .update());
    }

    private static Parameters roles(String... codes) {
        var roles = new Parameters();
        List.of(codes).forEach(code -> roles.addParameter("role", new CodeType(code)));
        return roles;
    }

    private static Answer invite(FhirClient by, String address, String... codes) {
        return by.post(
                "/Practitioner/$invite",
                roles(codes).addParameter("email", address).addParameter("name", "Ravi Iyer"));
    }

    private static String practitioner(Answer invited) {
        return "/" + ((Reference) invited.resource(Parameters.class).getParameterValue("practitioner")).getReference();
    }

    /** Gives roles as the demo client, and approves it where that is needed. */
    static void give(Hospital hospital, String practitioner, String... codes) {
        var answer = hospital.asDemo().post(practitioner + "/$set-roles", roles(codes));
        if (answer.status() == 202) {
            assertThat(decide(hospital.asApprover("/fhir"), answer, "approve").status())
                    .isEqualTo(200);
        }
    }

    private static Answer decide(FhirClient who, Answer proposed, String verb) {
        var task = proposed.resource(Task.class).getIdElement().getIdPart();
        return who.post("/Task/" + task + "/$" + verb, new Parameters(), "Idempotency-Key", "d-" + UUID.randomUUID());
    }

    private int rows(String query, String parameter) {
        return hospital.part(JdbcClient.class)
                .sql(query)
                .param(parameter)
                .query(Integer.class)
                .single();
    }

    private List<String> rolesOf(String userName) {
        return hospital.part(JdbcClient.class)
                .sql("select role from identity.account_role where user_name = ? order by role")
                .param(userName)
                .query(String.class)
                .list();
    }

    /** A token of somebody with that account, who shows a phone besides. */
    private FhirClient signedIn(String address, Answer linked) {
        return signedIn(address, linked, PASSWORD);
    }

    private FhirClient signedIn(String address, Answer linked, String password) {
        var link = linked.resource(Parameters.class).getParameterValue("link").primitiveValue();
        var path = link.substring(link.indexOf("/invitation"));
        var browser = new Browser(hospital.root());
        browser.submit(path, "secret", path.replaceFirst(".*secret=", ""), "password", password, "again", password);
        browser.signIn(address, password);
        var page = browser.open("/login/enrol");
        browser.submitFrom(page, "/login/enrol", "code", new Phone(Browser.shown(page)).code());
        browser.open("/login/next");
        return hospital.withBearer(browser.token("user/*.cruds").text("access_token"));
    }

    /** Somebody who was made administrator by these two clients, the first of whom handed over the link. */
    private FhirClient anAdministrator(FhirClient host, FhirClient second, String address) {
        var invited = invite(host, address, "REC");
        var proposed = host.post(practitioner(invited) + "/$set-roles", roles("ADM"));
        assertThat(decide(second, proposed, "approve").status()).isEqualTo(200);
        return signedIn(address, invited);
    }

    @ParameterizedTest
    @CsvSource({"ADM", "BIL", "PHA"})
    void such_a_role_waits_for_somebody_else(String role) {
        var invited = invite(demo, email, "NUR");

        var proposed = demo.post(practitioner(invited) + "/$set-roles", roles("NUR", role));

        assertThat(proposed.status()).as(proposed.body()).isEqualTo(202);
        assertThat(proposed.headers().firstValue("Content-Location").orElse("")).contains("/fhir/Task/");
        assertThat(proposed.resource(Task.class).getFocus().getDisplay())
                .isEqualTo(practitioner(invited).substring(1));
        assertThat(rolesOf(email)).containsExactly("NUR");
        var own = decide(demo, proposed, "approve");
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.body()).contains("X1");
        assertThat(decide(hospital.asFeedReader(), proposed, "approve").status())
                .isEqualTo(403);
        assertThat(rolesOf(email)).containsExactly("NUR");
        var approved = decide(approver, proposed, "approve");
        assertThat(approved.resource(Task.class).getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(rolesOf(email)).contains("NUR", role);
    }

    @Test
    void whoever_has_the_role_keeps_it_and_loses_it_without_a_second_person() {
        var invited = invite(demo, email, "NUR");
        give(hospital, practitioner(invited), "BIL");

        var more = demo.post(practitioner(invited) + "/$set-roles", roles("BIL", "REC"));
        var less = demo.post(practitioner(invited) + "/$set-roles", roles("REC"));

        assertThat(more.status()).isEqualTo(200);
        assertThat(less.status()).isEqualTo(200);
        assertThat(rolesOf(email)).containsExactly("REC");
    }

    @Test
    void an_invitation_with_such_a_role_makes_nothing_until_it_is_approved() {
        var proposed = invite(demo, email, "PHA");

        assertThat(proposed.status()).as(proposed.body()).isEqualTo(202);
        assertThat(rows("select count(*) from identity.person where user_name = ?", email))
                .isZero();
        assertThat(demo.search("Practitioner?email=" + email).getEntry()).isEmpty();
        var approved = decide(approver, proposed, "approve");
        assertThat(approved.status()).as(approved.body()).isEqualTo(200);
        assertThat(approved.body()).doesNotContain("/invitation");
        assertThat(rolesOf(email)).containsExactly("PHA");
        var made = (Reference) approved.resource(Task.class).getOutputFirstRep().getValue();
        var practitioner = "/" + made.getDisplay();
        var link = demo.post(practitioner + "/$reset-password", new Parameters());
        assertThat(link.status()).as(link.body()).isEqualTo(200);
    }

    @Test
    void a_rejected_grant_gives_nothing_and_cannot_be_approved_afterwards() {
        var invited = invite(demo, email, "NUR");
        var proposed = demo.post(practitioner(invited) + "/$set-roles", roles("ADM"));

        assertThat(decide(approver, proposed, "reject").status()).isEqualTo(200);
        assertThat(decide(approver, proposed, "approve").status()).isEqualTo(409);
        assertThat(rolesOf(email)).containsExactly("NUR");
    }

    @Test
    void roles_that_changed_meanwhile_are_not_overwritten() {
        var invited = invite(demo, email, "NUR");
        var proposed = demo.post(practitioner(invited) + "/$set-roles", roles("ADM"));
        demo.post(practitioner(invited) + "/$set-roles", roles("LAB"));

        assertThat(decide(approver, proposed, "approve").status()).isEqualTo(409);
        assertThat(rolesOf(email)).containsExactly("LAB");
    }

    @Test
    void of_sixteen_who_approve_at_once_one_gives_the_role() throws InterruptedException {
        var invited = invite(demo, email, "NUR");
        var proposed = demo.post(practitioner(invited) + "/$set-roles", roles("ADM"));

        var answers = AtOnce.all(
                AT_ONCE, number -> () -> decide(approver, proposed, "approve").status());

        assertThat(answers.stream().flatMap(answer -> answer.result().stream()))
                .hasSize(AT_ONCE)
                .containsOnly(200, 409)
                .containsOnlyOnce(200);
        assertThat(rolesOf(email)).containsExactly("ADM");
    }

    @Test
    void an_administrator_by_invitation_has_all_that_the_role_has_and_approves_what_others_propose() {
        var administrator = anAdministrator(approver, demo, email);
        var nurse = invite(demo, "nurse-" + email, "NUR");

        var proposed = demo.post(practitioner(nurse) + "/$set-roles", roles("BIL"));
        var approved = decide(administrator, proposed, "approve");
        var own = administrator.post(practitioner(nurse) + "/$set-roles", roles("BIL", "PHA"));

        assertThat(approved.status()).as(approved.body()).isEqualTo(200);
        assertThat(rolesOf("nurse-" + email)).containsExactly("BIL");
        assertThat(own.status()).as(own.body()).isEqualTo(202);
        assertThat(decide(administrator, own, "approve").status()).isEqualTo(403);
        assertThat(administrator
                        .post("/$provision-tenant", new Parameters(), "Idempotency-Key", "p-" + email)
                        .status())
                .isEqualTo(400);
        assertThat(administrator.post("/Patient/$merge", new Parameters()).status())
                .isNotIn(401, 403, 500);
        assertThat(administrator
                        .post("/Endpoint/none/$resend", new Parameters(), "Idempotency-Key", "r-" + email)
                        .status())
                .isNotIn(401, 403, 500);
    }

    @Test
    void whoever_made_the_link_of_the_other_could_be_both_and_is_not_the_second_person() {
        var administrator = anAdministrator(demo, approver, email);
        var nurse = invite(demo, "nurse-" + email, "NUR");

        var proposed = demo.post(practitioner(nurse) + "/$set-roles", roles("BIL"));
        var refused = decide(administrator, proposed, "approve");

        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(refused.body()).contains("link");
        assertThat(rolesOf("nurse-" + email)).containsExactly("NUR");
    }

    @Test
    void nor_is_whoever_was_let_in_by_somebody_whom_the_other_let_in() {
        var administrator = anAdministrator(demo, approver, email);
        var further = anAdministrator(administrator, approver, "further-" + email);
        var nurse = invite(demo, "nurse-" + email, "NUR");

        var proposed = demo.post(practitioner(nurse) + "/$set-roles", roles("BIL"));
        var refused = decide(further, proposed, "approve");

        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(refused.body()).contains("link");
        assertThat(rolesOf("nurse-" + email)).containsExactly("NUR");
    }

    @Test
    void two_whom_the_same_host_invited_are_two_until_the_same_person_resets_both_passwords() {
        var nurse = practitioner(invite(demo, "nurse-" + email, "NUR"));
        var third = anAdministrator(demo, approver, "third-" + email);
        var one = madeAdministrator("one-" + email);
        var other = madeAdministrator("other-" + email);
        var proposed = signedIn("one-" + email, one).post(nurse + "/$set-roles", roles("BIL"));

        var approved = decide(signedIn("other-" + email, other), proposed, "approve");
        var asOne = reset(third, one, "one-" + email);
        var asOther = reset(third, other, "other-" + email);
        var refused = decide(asOther, asOne.post(nurse + "/$set-roles", roles("BIL", "PHA")), "approve");

        assertThat(approved.status()).as(approved.body()).isEqualTo(200);
        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(refused.body()).contains("reset by a link");
        assertThat(rolesOf("nurse-" + email)).containsExactly("BIL");
    }

    @Test
    void what_was_proposed_under_a_link_is_not_approved_under_another_when_the_first_was_replaced() {
        var nurse = practitioner(invite(demo, "nurse-" + email, "NUR"));
        var third = anAdministrator(demo, approver, "third-" + email);
        var one = madeAdministrator("one-" + email);
        var other = madeAdministrator("other-" + email);
        var asOther = reset(third, other, "other-" + email);
        var proposed = reset(third, one, "one-" + email).post(nurse + "/$set-roles", roles("BIL"));

        var herself = reset(approver, one, "one-" + email);
        var refused = decide(asOther, proposed, "approve");
        aDayAfterTheLinksWereReplaced("one-" + email);
        var afterwards = herself.post(nurse + "/$set-roles", roles("PHA"));

        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(rolesOf("nurse-" + email)).containsExactly("NUR");
        assertThat(decide(asOther, afterwards, "approve").status()).isEqualTo(200);
        assertThat(rows("select count(*) from identity.used_link where user_name = ?", "one-" + email))
                .as("both links that were used")
                .isEqualTo(2);
    }

    @Test
    void an_administrator_signed_in_by_the_servers_own_app_sets_and_ends_a_legal_hold() {
        var administrator = anAdministrator(approver, demo, email);
        var patient = demo.create(new Patient()).getIdElement().getIdPart();
        var hold = new Flag()
                .setStatus(FlagStatus.ACTIVE)
                .setCode(new CodeableConcept(new Coding(Systems.FLAG_TYPE, "legal-hold", null)))
                .setSubject(new Reference("Patient/" + patient));

        var set = administrator.post("/Flag", hold);
        var held = isHeld(patient);
        var receptionist =
                hospital.inRole("REC", "Practitioner/desk").post("/Flag", hold).status();
        var flag = set.resource(Flag.class);
        var ended = administrator.put("/Flag/" + flag.getIdElement().getIdPart(), flag.setStatus(FlagStatus.INACTIVE));

        assertThat(set.status()).as(set.body()).isEqualTo(201);
        assertThat(held).isTrue();
        assertThat(receptionist).isEqualTo(403);
        assertThat(ended.status()).as(ended.body()).isEqualTo(200);
        assertThat(isHeld(patient)).isFalse();
    }

    private boolean isHeld(String patient) {
        return Acting.as(
                Caller.server(TenantId.DEFAULT, "test"),
                () -> !hospital.part(LegalHolds.class).among(List.of(patient)).isEmpty());
    }

    /** Somebody invited by one client and made administrator by that one and another; the answer holds the link. */
    private Answer madeAdministrator(String address) {
        var invited = invite(demo, address, "REC");
        give(hospital, practitioner(invited), "ADM");
        return invited;
    }

    /** Whoever makes the new link uses it. */
    private FhirClient reset(FhirClient by, Answer invited, String address) {
        var linked = by.post(
                practitioner(invited) + "/$reset-password",
                new Parameters().addParameter("second-factor", new BooleanType(true)));
        assertThat(linked.status()).as(linked.body()).isEqualTo(200);
        return signedIn(address, linked, "heron kettle " + UUID.randomUUID());
    }

    private void aDayAfterTheLinksWereReplaced(String address) {
        JdbcClient.create(DatabaseForTests.ownerOf(hospital.part(ApplicationContext.class)))
                .sql(
                        """
                        update identity.used_link set used_at = used_at - interval '2 days',
                            replaced_at = replaced_at - interval '2 days'
                        where user_name = ? and replaced_at is not null
                        """)
                .param(address)
                .update();
    }

    @Test
    void a_new_tenant_has_two_first_administrators_and_never_a_third() throws InterruptedException {
        hospital.clinic(new TenantId("private-clinic"));
        var office = FhirClient.withToken(
                hospital.root(), "/fhir/private-clinic", "records-office", "records-office-secret", "system/*.cruds");

        var answers = AtOnce.all(
                AT_ONCE, number -> () -> invite(office, number + email, "ADM").status());

        assertThat(answers).filteredOn(answer -> answer.result().contains(200)).hasSize(2);
        assertThat(answers).filteredOn(answer -> answer.result().contains(202)).hasSize(AT_ONCE - 2);
        assertThat(rows("select count(*) from identity.first_administrator where tenant = ?", "private-clinic"))
                .isEqualTo(2);
        assertThat(rows(
                        "select count(*) from identity.person join identity.account_role using (user_name)"
                                + " where role = 'ADM' and home_tenant = ?",
                        "private-clinic"))
                .isEqualTo(2);
    }

    @Test
    void what_was_proposed_and_decided_is_in_the_audit() {
        var invited = invite(demo, email, "NUR");
        var proposed = demo.post(practitioner(invited) + "/$set-roles", roles("ADM"));
        decide(approver, proposed, "approve");

        var task = proposed.resource(Task.class).getIdElement().getIdPart();
        for (var deed : List.of("propose", "approve")) {
            assertThat(demo.search("AuditEvent?subtype=" + deed + "&entity=Task/" + task)
                            .getEntry())
                    .as(deed)
                    .isNotEmpty();
        }
    }
}

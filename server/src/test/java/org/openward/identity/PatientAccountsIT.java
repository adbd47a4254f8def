package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.identity.Portal.aName;
import static org.openward.identity.Portal.id;
import static org.openward.identity.Portal.path;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Patients with the account of their own record, whom the front desk invited. */
@HospitalTest
class PatientAccountsIT {
    private static final int AT_ONCE = 16;
    private static final String SCOPES = "openid fhirUser launch/patient offline_access patient/*.cruds";

    private final Hospital hospital;
    private final FhirClient demo;
    private final Portal portal;
    private final String secret = aName("secret").replace("-", "");
    private final String userName = aName("patient");

    PatientAccountsIT(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
        this.portal = new Portal(hospital);
    }

    private Patient patient(String family) {
        var patient = new Patient().setActive(true);
        patient.addName().setFamily(family).addGiven("Meera");
        return demo.create(patient);
    }

    private Observation observation(Patient patient, String text) {
        var observation = new Observation().setStatus(ObservationStatus.FINAL).setValue(new StringType(text));
        observation.setCode(new CodeableConcept().setText(text)).setSubject(new Reference(path(patient)));
        return demo.create(observation);
    }

    private int rows(String query) {
        return hospital.part(JdbcClient.class)
                .sql(query)
                .param(userName)
                .query(Integer.class)
                .single();
    }

    @Test
    void an_invited_patient_signs_in_and_reads_his_own_record_and_who_works_where() {
        var meera = patient("Iyer" + secret);
        var weight = observation(meera, "weight" + secret);
        var clinic = demo.create(new Location().setName("Clinic " + secret));

        var token = portal.token(portal.invited(meera, userName), SCOPES + " user/*.cruds");
        var holder = portal.holder(token);

        assertThat(token.claims().path("roles").toString()).isEqualTo("[\"PAT\"]");
        assertThat(token.claims().path("fhirUser").asText()).isEqualTo(path(meera));
        assertThat(token.claims().path("patient").asText()).isEqualTo(id(meera));
        assertThat(token.text("patient")).isEqualTo(id(meera));
        assertThat(token.claims().path("scope").asText())
                .contains("patient/Observation.crs")
                .doesNotContain("user/", "system/");
        assertThat(holder.get("/" + path(meera)).status()).isEqualTo(200);
        assertThat(holder.search("Observation").getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .containsExactly(id(weight));
        assertThat(holder.get("/" + path(clinic)).status()).isEqualTo(200);
        assertThat(holder.get("/" + path(meera) + "/$everything")
                        .resource(Bundle.class)
                        .getEntry())
                .extracting(entry -> entry.getResource().fhirType())
                .contains("Patient", "Observation");
        assertThat(holder.get("/" + path(meera) + "/$access-report").status()).isEqualTo(200);
    }

    @Test
    void only_scopes_of_one_patient_are_granted() {
        var browser = portal.invited(patient("Scopes"), userName);

        var users = portal.token(browser, "launch/patient user/*.cruds user/Patient.rs");
        var systems = browser.open(portal.launching("launch/patient system/*.rs"));

        assertThat(users.claims().path("scope").asText()).doesNotContain("user/", "patient/", "system/");
        assertThat(portal.holder(users).get("/Patient?_count=1").status()).isEqualTo(403);
        assertThat(systems.location().toString()).contains("error=invalid_scope");
    }

    @Test
    void a_consent_does_not_close_his_own_record_to_him() {
        var meera = patient("Own");
        observation(meera, "seen");
        var consent = new Consent().setStatus(ConsentState.ACTIVE).setPatient(new Reference(path(meera)));
        consent.setScope(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", null)));
        var named = new Reference();
        named.getIdentifier().setValue(userName);
        consent.getProvision().setType(ConsentProvisionType.DENY).addActor().setReference(named);
        demo.create(consent);

        var holder = portal.holder(portal.token(portal.invited(meera, userName), SCOPES));

        assertThat(holder.search("Observation").getEntry()).hasSize(1);
    }

    @Test
    void nothing_of_another_patient_is_there_for_him_by_any_way() {
        var meera = patient("Self");
        var own = observation(meera, "own");
        var other = patient("Other" + secret);
        var theirs = observation(other, "hidden" + secret);
        var holder = portal.holder(portal.token(portal.invited(meera, userName), SCOPES));

        var ways = Stream.of(
                "/" + path(other),
                "/" + path(theirs),
                "/" + path(theirs) + "/_history",
                "/" + path(theirs) + "/_history/1",
                "/Observation/_history",
                "/_history",
                "/Observation?subject=" + path(other),
                "/Observation?patient=" + id(other),
                "/Observation?_id=" + id(theirs) + "," + id(own),
                "/Observation?subject:Patient.family=Other" + secret,
                "/Patient?family=Other" + secret,
                "/Patient?_has:Observation:subject:_id=" + id(theirs),
                "/Patient?_id=" + id(other) + "&_revinclude=Observation:subject",
                "/Observation?_id=" + id(theirs) + "&_include=Observation:subject",
                "/" + path(other) + "/$everything",
                "/" + path(other) + "/$summary",
                "/" + path(other) + "/$access-report",
                "/Patient/$everything",
                "/" + path(other) + "/$graphql?query=" + Gate.encoded("{id name{family}}"),
                "/$graphql?query=" + Gate.encoded("{Observation(id:\"" + id(theirs) + "\"){valueString}}"),
                "/$graphql?query=" + Gate.encoded("{ObservationList(subject:\"" + path(other) + "\"){valueString}}"),
                "/$export",
                "/Patient/$export",
                "/Patient/" + id(other) + "/$export");

        assertThat(ways).allSatisfy(way -> {
            var answer = holder.get(way, "Prefer", way.contains("$export") ? "respond-async" : "return=minimal");
            assertThat(answer.status()).as(way + " " + answer).isLessThan(500).isNotEqualTo(202);
            assertThat(answer.body()).as(way).doesNotContain("hidden" + secret, "\"Other" + secret);
        });
        assertNothingWritten(holder, other, theirs);
    }

    private void assertNothingWritten(FhirClient holder, Patient other, Observation theirs) {
        var batch = new Bundle().setType(BundleType.BATCH);
        for (var url : List.of(path(theirs), "Observation?subject=" + path(other), path(other) + "/$everything")) {
            batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(url);
        }
        assertThat(holder.post("", batch).body()).doesNotContain("hidden" + secret, "\"Other" + secret);
        var subscription = new Subscription().setCriteria("Observation?subject=" + path(other));
        subscription.getChannel().setEndpoint("https://app.example/hook");
        assertThat(Stream.of(
                        holder.post("/Subscription", subscription),
                        holder.put("/" + path(other), other),
                        holder.post("/Observation", theirs),
                        holder.delete("/" + path(theirs)),
                        holder.post("/" + path(other) + "/$invite", new Parameters())))
                .extracting(Answer::status)
                .containsOnly(403);
        assertThat(demo.read(Observation.class, id(theirs)).getMeta().getVersionId())
                .isEqualTo("1");
    }

    @Test
    void another_tenant_is_closed_to_him() {
        var token = portal.token(portal.invited(patient("Apart"), userName), SCOPES);

        var there = portal.holder(token).at("/fhir/clinic-b");

        assertThat(there.get("/Patient?_count=1").status()).isEqualTo(403);
        assertThat(there.get("/Patient/" + token.text("patient")).status()).isEqualTo(403);
    }

    @Test
    void of_sixteen_invitations_one_account_comes() throws InterruptedException {
        var meera = patient("Once");

        var answers = AtOnce.all(
                AT_ONCE,
                number -> () -> demo.post(
                                "/" + path(meera) + "/$invite",
                                new Parameters().addParameter("user-name", userName + "-" + number))
                        .status());

        assertThat(answers)
                .allMatch(answer ->
                        answer.result().contains(200) || answer.result().contains(409));
        assertThat(answers).anyMatch(answer -> answer.result().contains(200));
        assertThat(rows("select count(*) from identity.person where user_name like ? || '-%'"))
                .isEqualTo(1);
        assertThat(rows("select count(*) from identity.invitation where user_name like ? || '-%'"))
                .isEqualTo(1);
    }

    @Test
    void of_sixteen_who_use_a_link_at_once_one_sets_the_password() throws InterruptedException {
        var invited = portal.invite(patient("Link"), userName);

        var replies = AtOnce.all(AT_ONCE, number -> () -> portal.accept(invited, Portal.PASSWORD + " " + number));

        assertThat(replies)
                .filteredOn(reply -> reply.succeeded() && reply.result().get(0).status() == 302)
                .hasSize(1);
        assertThat(new Browser(hospital.root()).open(Portal.link(invited)).status())
                .isEqualTo(404);
        assertThat(rows("select count(*) from identity.former_password where user_name = ?"))
                .isZero();
    }

    @Test
    void another_link_sets_another_password_of_the_same_account() {
        var meera = patient("Forgot");
        var browser = portal.invited(meera, userName);

        var again = portal.invite(meera, "somebody-else-" + userName);
        assertThat(browser.open("/account").status()).isEqualTo(200);
        portal.accept(again, "granite moss tulip eight");

        assertThat(again.getParameterValue("user-name").primitiveValue()).isEqualTo(userName);
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(new Browser(hospital.root())
                        .signIn(userName, "granite moss tulip eight")
                        .location()
                        .getPath())
                .isEqualTo("/account");
    }

    @Test
    void an_invitation_that_makes_no_sense_is_refused() {
        var meera = patient("Refused");
        var named = new Patient().setActive(true);
        named.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue(userName + "@home.example");
        var mailed = demo.post("/" + path(demo.create(named)) + "/$invite", new Parameters());
        var gone = demo.create(new Patient().setActive(false));
        var dead = demo.create(new Patient().setDeceased(new BooleanType(true)));

        assertThat(mailed.resource(Parameters.class)
                        .getParameterValue("user-name")
                        .primitiveValue())
                .isEqualTo(userName + "@home.example");
        assertThat(demo.post("/" + path(meera) + "/$invite", new Parameters()).status())
                .isEqualTo(400);
        assertThat(invite(demo, meera, "with space").status()).isEqualTo(400);
        assertThat(invite(demo, meera, "openward-console").status()).isEqualTo(409);
        assertThat(invite(demo, meera, userName + "@home.example").status()).isEqualTo(409);
        assertThat(invite(demo, gone, userName).status()).isEqualTo(422);
        assertThat(invite(demo, dead, userName).status()).isEqualTo(422);
        assertThat(demo.post("/Patient/no-such/$invite", new Parameters()).status())
                .isEqualTo(404);
        assertThat(invite(hospital.asClinicB(), meera, userName).status()).isEqualTo(404);
        assertThat(rows("select count(*) from identity.person where user_name = ?"))
                .isZero();
    }

    @Test
    void a_minor_has_no_account_of_his_own_and_who_is_found_to_be_one_loses_it() {
        var child = demo.create(new Patient()
                .setActive(true)
                .setBirthDateElement(new DateType(today().minusYears(5).toString())));
        var grown = demo.create(new Patient()
                .setActive(true)
                .setBirthDateElement(new DateType(today().minusYears(40).toString())));
        var browser = portal.invited(grown, userName);

        var refused = invite(demo, child, userName + "-2");
        demo.put("/" + path(grown), grown.setBirthDateElement(child.getBirthDateElement()));

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.body()).contains("RelatedPerson");
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(rows("select count(*) from identity.person where user_name like ? || '%' and enabled"))
                .isZero();
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private static Answer invite(FhirClient client, Patient patient, String userName) {
        return client.post("/" + path(patient) + "/$invite", new Parameters().addParameter("user-name", userName));
    }

    @Test
    void the_front_desk_invites_with_a_second_factor_and_nobody_else_does() {
        var meera = patient("Desk");
        var surely = Map.<String, Object>of("acr", "aal2");

        assertThat(invite(hospital.anonymous(), meera, userName).status()).isEqualTo(401);
        assertThat(invite(hospital.withScope("system/Patient.s"), meera, userName)
                        .status())
                .isEqualTo(403);
        assertThat(invite(hospital.asMigrator(), meera, userName).status()).isEqualTo(403);
        for (var role : List.of("DOC", "NUR", "BIL", "PAT", "CGV", "HR")) {
            var client = hospital.inRoles(List.of(role), path(meera), surely);
            assertThat(invite(client, meera, userName).status()).as(role).isEqualTo(403);
        }
        assertThat(invite(hospital.inRole("REC", "Practitioner/desk"), meera, userName)
                        .status())
                .as("without a second factor")
                .isEqualTo(403);
        assertThat(invite(hospital.inRoles(List.of("REC"), "Practitioner/desk", surely), meera, userName)
                        .status())
                .isEqualTo(200);
        assertThat(demo.search("AuditEvent?patient=" + id(meera) + "&subtype=110137")
                        .getEntry())
                .hasSize(1);
    }

    @Test
    void a_patient_who_died_or_left_is_signed_out() {
        var meera = patient("Left");
        var browser = portal.invited(meera, userName);
        var token = portal.token(browser, SCOPES);

        demo.put("/" + path(meera), meera.setDeceased(new BooleanType(true)));

        assertThat(browser.refresh(token).text("error")).isEqualTo("invalid_grant");
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(portal.signedIn(userName).open("/account").location().getPath())
                .isEqualTo("/login");
        assertThat(rows("select count(*) from identity.person where user_name = ? and enabled"))
                .isZero();
    }

    @Test
    void an_account_goes_with_its_record_into_the_one_that_survives_and_comes_back() {
        var meera = patient("Twice");
        var survivor = patient("Twice");
        observation(survivor, "of the survivor");
        portal.invited(meera, userName);

        merge(meera, survivor);
        var after = portal.token(portal.signedIn(userName), SCOPES);
        var seen = portal.holder(after).search("Observation").getEntry();
        done(demo.post("/Patient/$hapi.fhir.undo-merge", both(meera, survivor)));
        var back = portal.token(portal.signedIn(userName), SCOPES);

        assertThat(after.text("patient")).isEqualTo(id(survivor));
        assertThat(seen).hasSize(1);
        assertThat(back.text("patient")).isEqualTo(id(meera));
        assertThat(rows("select count(*) from identity.moved_account where user_name = ?"))
                .isZero();
    }

    private void merge(Patient patient, Patient survivor) {
        done(demo.post("/Patient/$merge", both(patient, survivor)));
    }

    private static Parameters both(Patient patient, Patient survivor) {
        return new Parameters()
                .addParameter("source-patient", new Reference(path(patient)))
                .addParameter("target-patient", new Reference(path(survivor)));
    }

    private static void done(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private String recordOf(String name) {
        return hospital.part(JdbcClient.class)
                .sql("select record from identity.person where user_name = ?")
                .param(name)
                .query(String.class)
                .single();
    }

    @Test
    void nobody_leads_an_account_to_another_record_by_writing_his_own() {
        var clerk = patient("Clerk");
        var other = patient("Important");
        portal.invited(clerk, userName);

        var written = hospital.inRole("REC", "Practitioner/desk").put("/" + path(clerk), merged(clerk, other));

        assertThat(written.status()).as(written.body()).isEqualTo(200);
        assertThat(recordOf(userName)).isEqualTo(path(clerk));
        assertThat(rows("select count(*) from identity.person where user_name = ? and enabled"))
                .isZero();
    }

    private static Patient merged(Patient patient, Patient survivor) {
        patient.setActive(false);
        patient.addLink().setType(LinkType.REPLACEDBY).setOther(new Reference(path(survivor)));
        return patient;
    }

    @Test
    void where_the_survivor_has_an_account_the_other_one_is_closed() {
        var meera = patient("Both");
        var survivor = patient("Both");
        portal.invited(meera, userName);
        portal.invited(survivor, userName + "-too");

        merge(meera, survivor);

        assertThat(portal.signedIn(userName).open("/account").location().getPath())
                .isEqualTo("/login");
        assertThat(portal.signedIn(userName + "-too").open("/account").status()).isEqualTo(200);
        assertThat(rows("select count(*) from identity.person where user_name like ? || '%' and enabled"))
                .isEqualTo(1);
    }

    @Test
    void an_app_that_is_launched_for_another_patient_gets_no_token() {
        var browser = portal.invited(patient("Launched"), userName);
        var other = patient("Elsewhere");
        var launch = demo.post(
                        "/$smart-launch",
                        new Parameters()
                                .addParameter("client", Browser.APP)
                                .addParameter("patient", new Reference(path(other))))
                .resource(Parameters.class)
                .getParameterValue("launch")
                .primitiveValue();

        var back = browser.open(portal.launching("launch patient/*.rs") + "&launch=" + launch);

        assertThat(browser.exchange(back.location()).text("error")).isEqualTo("invalid_grant");
    }
}

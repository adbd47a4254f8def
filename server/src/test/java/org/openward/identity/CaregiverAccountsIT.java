package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.identity.Portal.aName;
import static org.openward.identity.Portal.id;
import static org.openward.identity.Portal.path;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.junit.jupiter.api.Test;
import org.openward.database.DatabaseForTests;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Parents and other relatives, and when their rights end. */
@HospitalTest
class CaregiverAccountsIT {
    private static final int OF_AGE = 18;
    private static final int AT_ONCE = 16;
    private static final String MAIL = "@home.example";
    private static final String SCOPES = "openid fhirUser launch/patient offline_access patient/*.cruds";

    private final Hospital hospital;
    private final FhirClient demo;
    private final Portal portal;
    private final String userName = aName("caregiver");

    CaregiverAccountsIT(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
        this.portal = new Portal(hospital);
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private Patient child() {
        return patient(today().minusYears(8));
    }

    private Patient grown() {
        return patient(today().minusYears(40));
    }

    private Patient patient(LocalDate born) {
        var patient = patient("Rao", born);
        var created = demo.create(patient);
        demo.create(observation(created));
        return created;
    }

    private static Patient patient(String family, LocalDate born) {
        var patient = new Patient().setActive(true).setBirthDateElement(new DateType(born.toString()));
        patient.addName().setFamily(family).addGiven("Asha");
        return patient;
    }

    private static Observation observation(Patient patient) {
        var observation = new Observation().setStatus(ObservationStatus.FINAL).setSubject(new Reference(path(patient)));
        observation.setCode(new CodeableConcept().setText("weight"));
        return observation;
    }

    private static RelatedPerson relative(Patient patient, String relationship) {
        var relative = new RelatedPerson().setActive(true).setPatient(new Reference(path(patient)));
        relative.addRelationship(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", relationship, null)));
        return relative;
    }

    private static Consent consent(Patient patient, RelatedPerson relative) {
        var consent = new Consent().setStatus(ConsentState.ACTIVE).setPatient(new Reference(path(patient)));
        consent.setScope(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", null)));
        consent.getProvision()
                .setType(ConsentProvisionType.PERMIT)
                .addActor()
                .setReference(new Reference(path(relative)));
        return consent;
    }

    /** Goes on to the page on which a caregiver chooses, and chooses; what the app gets. */
    private Gate.Reply token(Browser browser, Patient patient) {
        var page = browser.open(portal.launching(SCOPES)).location();
        return browser.exchange(browser.choose(Browser.APP, page, id(patient), SCOPES.split(" ", -1))
                .location());
    }

    /** The page on which he chooses. */
    private String choices(Browser browser) {
        return browser.open(browser.open(portal.launching(SCOPES)).location().toString())
                .body();
    }

    private static String choiceOf(Patient patient) {
        return "patient=" + id(patient) + "\"";
    }

    private static void seesNothing(FhirClient holder, Patient patient) {
        assertThat(holder.search("Patient").getEntry()).isEmpty();
        assertThat(holder.search("Observation").getEntry()).isEmpty();
        assertThat(holder.search("Observation?subject=" + path(patient)).getEntry())
                .isEmpty();
        assertThat(holder.get("/" + path(patient)).status()).isIn(403, 404);
        assertThat(holder.get("/" + path(patient) + "/$everything").status()).isIn(403, 404);
    }

    @Test
    void a_mother_reads_the_record_of_her_child() {
        var child = child();
        var mother = demo.create(relative(child, "MTH"));

        var token = token(portal.invited(mother, userName), child);
        var holder = portal.holder(token);

        assertThat(token.claims().path("roles").toString()).isEqualTo("[\"CGV\"]");
        assertThat(token.claims().path("fhirUser").asText()).isEqualTo(path(mother));
        assertThat(token.claims().path("scope").asText())
                .contains("patient/Observation")
                .doesNotContain("user/");
        assertThat(token.text("patient")).isEqualTo(id(child));
        assertThat(holder.search("Observation").getEntry()).hasSize(1);
        assertThat(holder.get("/" + path(child) + "/$everything").status()).isEqualTo(200);
    }

    @Test
    void a_child_and_its_parent_may_come_in_one_transaction() {
        var child = patient("Together", today().minusYears(3));
        var parent = relative(new Patient(), "PRN")
                .setPatient(new Reference("urn:uuid:11111111-2222-4333-8444-555555555555"));
        var both = new Bundle().setType(BundleType.TRANSACTION);
        both.addEntry()
                .setFullUrl("urn:uuid:11111111-2222-4333-8444-555555555555")
                .setResource(child)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Patient");
        both.addEntry()
                .setResource(parent)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("RelatedPerson");

        var created = demo.transact(both)
                .resource(Bundle.class)
                .getEntry()
                .get(1)
                .getResponse()
                .getLocation();
        var relative = created.replaceFirst(".*(RelatedPerson/[^/]+).*", "$1");

        assertThat(hospital.inRole("CGV", relative).search("Patient").getEntry())
                .hasSize(1);
    }

    @Test
    void other_relatives_of_a_child_need_a_consent() {
        var child = child();
        var aunt = demo.create(relative(child, "AUNT"));
        var browser = portal.invited(aunt, userName);

        assertThat(choices(browser)).doesNotContain(choiceOf(child));
        demo.create(consent(child, aunt));

        assertThat(portal.holder(token(browser, child)).search("Observation").getEntry())
                .hasSize(1);
    }

    @Test
    void when_a_child_is_of_age_the_parents_rights_end() {
        var almost = patient(today().minusYears(OF_AGE).plusDays(2));
        var father = demo.create(relative(almost, "FTH"));
        var browser = portal.invited(father, userName);
        var token = token(browser, almost);
        var holder = portal.holder(token);
        assertThat(holder.search("Observation").getEntry()).hasSize(1);

        // The birth date was written down wrongly: with the right one, the child is of age.
        demo.put(
                "/" + path(almost),
                almost.setBirthDateElement(
                        new DateType(today().minusYears(OF_AGE).minusDays(1).toString())));

        seesNothing(holder, almost);
        assertThat(browser.refresh(token).text("error")).isEqualTo("invalid_grant");
        assertThat(choices(browser)).doesNotContain(choiceOf(almost));
    }

    @Test
    void the_day_is_that_of_the_tenant() {
        var early = new TenantId("portal-early");
        var late = new TenantId("portal-late");
        hospital.clinic(early, ZoneId.of("Pacific/Kiritimati"));
        hospital.clinic(late, ZoneId.of("Etc/GMT+12"));
        var bornInKiritimati = LocalDate.now(ZoneId.of("Pacific/Kiritimati")).minusYears(OF_AGE);

        assertThat(sees(early, bornInKiritimati)).isZero();
        assertThat(sees(late, bornInKiritimati)).isEqualTo(1);
    }

    /** How many patients a parent sees there of a child that was born then. */
    private int sees(TenantId tenant, LocalDate born) {
        var base = "/fhir/" + tenant.value();
        var office = hospital.withClaims(base, Map.of("tenants", List.of(tenant.value())));
        var child = office.create(patient("Midnight", born));
        var parent = office.create(relative(child, "PRN"));
        var holder = hospital.withClaims(
                base, Map.of("tenants", List.of(tenant.value()), "roles", List.of("CGV"), "fhirUser", path(parent)));
        return holder.search("Patient").getEntry().size();
    }

    @Test
    void a_grown_patient_lets_a_relative_in_and_out_again() {
        var patient = grown();
        var wife = demo.create(relative(patient, "WIFE"));
        var given = demo.create(consent(patient, wife));
        var browser = portal.invited(wife, userName);
        var holder = portal.holder(token(browser, patient));
        assertThat(holder.search("Observation").getEntry()).hasSize(1);

        demo.put("/" + path(given), given.setStatus(ConsentState.INACTIVE));
        seesNothing(holder, patient);
        demo.put("/" + path(given), given.setStatus(ConsentState.ACTIVE));
        assertThat(holder.search("Observation").getEntry()).hasSize(1);

        wife.getPeriod()
                .setEnd(Date.from(
                        today().minusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant()));
        demo.put("/" + path(wife), wife);
        seesNothing(holder, patient);
    }

    @Test
    void what_was_consented_for_a_child_ends_with_childhood() {
        var patient = grown();
        var aunt = demo.create(relative(patient, "AUNT"));
        var early = consent(patient, aunt).setDateTimeElement(new DateTimeType("1995-01-01"));
        var forHim = consent(patient, aunt);
        forHim.addPerformer(new Reference(path(aunt)));
        demo.create(early);
        demo.create(forHim);
        var browser = portal.invited(aunt, userName);

        assertThat(choices(browser)).doesNotContain(choiceOf(patient));
        demo.create(consent(patient, aunt));

        assertThat(choices(browser)).contains(choiceOf(patient));
    }

    @Test
    void a_consent_without_a_date_does_not_grow_up_by_being_written_again() {
        var patient = grown();
        var aunt = demo.create(relative(patient, "AUNT"));
        var given = demo.create(consent(patient, aunt));
        storedFirst(given, today().minusYears(30));
        var browser = portal.invited(aunt, userName);

        given.getProvision()
                .getPeriod()
                .setStart(Date.from(
                        today().minusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant()));
        demo.put("/" + path(given), given);

        assertThat(choices(browser)).doesNotContain(choiceOf(patient));
    }

    private void storedFirst(Consent consent, LocalDate day) {
        new TransactionTemplate(hospital.part(PlatformTransactionManager.class))
                .executeWithoutResult(status -> assertThat(hospital.part(JdbcClient.class)
                                .sql(
                                        """
                                        update hfj_resource set res_published = ?
                                        where res_type = 'Consent' and fhir_id = ?
                                        """)
                                .params(Timestamp.valueOf(day.atStartOfDay()), id(consent))
                                .update())
                        .isEqualTo(1));
    }

    @Test
    void a_relative_gives_nobody_the_patients_consent() {
        var child = child();
        var mother = demo.create(relative(child, "MTH"));
        var friend = demo.create(relative(child, "FRND"));
        var holder = portal.holder(token(portal.invited(mother, userName), child));

        assertThat(Stream.of(consent(child, mother), consent(child, friend)))
                .extracting(consent -> holder.post("/Consent", consent))
                .allSatisfy(refused -> {
                    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
                    assertThat(refused.body()).contains("does not decide");
                });
    }

    @Test
    void one_account_serves_for_several_children_one_at_a_time() {
        var asha = child();
        var ben = child();
        var stranger = child();
        var motherOfAsha = demo.create(relative(asha, "MTH"));
        var motherOfBen = demo.create(relative(ben, "MTH"));
        var browser = portal.invited(motherOfAsha, userName);
        portal.invite(motherOfBen, userName);

        var token = token(browser, ben);
        var holder = portal.holder(token);

        assertThat(choices(browser)).contains(choiceOf(asha), choiceOf(ben)).doesNotContain(choiceOf(stranger));
        assertThat(token.claims().path("fhirUser").asText()).isEqualTo(path(motherOfBen));
        assertThat(holder.search("Patient").getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .containsExactly(id(ben));
        assertThat(holder.get("/" + path(asha)).status()).isIn(403, 404);
        var page = browser.open(portal.launching(SCOPES)).location();
        assertThat(browser.choose(Browser.APP, page, id(stranger), SCOPES.split(" ", -1))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void an_account_is_joined_by_its_name_and_never_by_a_mail_address() {
        var asha = child();
        var ben = child();
        var browser = portal.invited(demo.create(relative(asha, "MTH")), userName + MAIL);
        var grandmother = relative(ben, "GRMTH");
        grandmother.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue(userName + MAIL);
        var stranger = demo.create(grandmother);

        var taken = demo.post("/" + path(stranger) + "/$invite", new Parameters());
        var joined = portal.invite(demo.create(relative(ben, "MTH")), userName + MAIL);
        var factor = demo.post(
                "/" + path(stranger) + "/$invite",
                new Parameters().addParameter("user-name", userName + MAIL).addParameter("second-factor", true));

        assertThat(taken.status()).as(taken.body()).isEqualTo(409);
        assertThat(factor.status()).as(factor.body()).isEqualTo(422);
        assertThat(joined.hasParameter("link")).isFalse();
        assertThat(rows("select count(*) from identity.invitation where user_name like ? || '%'"))
                .isZero();
        assertThat(browser.open("/account").status()).isEqualTo(200);
        assertThat(choices(portal.signedIn(userName + MAIL))).contains(choiceOf(asha), choiceOf(ben));
    }

    private int rows(String query) {
        return hospital.part(JdbcClient.class)
                .sql(query)
                .param(userName)
                .query(Integer.class)
                .single();
    }

    @Test
    void who_is_said_to_be_another_patients_relative_has_to_be_invited_again() {
        var asha = child();
        var other = child();
        var mother = demo.create(relative(asha, "MTH"));
        var browser = portal.invited(mother, userName);
        var holder = portal.holder(token(browser, asha));

        demo.put("/" + path(mother), mother.setPatient(new Reference(path(other))));

        assertThat(holder.get("/" + path(other)).status()).isIn(401, 403, 404);
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(rows("select count(*) from identity.caregiver_record where user_name = ?"))
                .isZero();
        assertThat(rows("select count(*) from identity.person where user_name = ? and enabled"))
                .isZero();
        portal.accept(portal.invite(mother, userName), "granite moss tulip eight");
        var again = new Browser(hospital.root());
        again.signIn(userName, "granite moss tulip eight");
        assertThat(choices(again)).contains(choiceOf(other));
    }

    @Test
    void a_mother_of_several_children_is_led_to_no_other_by_a_plain_write() {
        var asha = child();
        var ben = child();
        var stranger = child();
        var motherOfAsha = demo.create(relative(asha, "MTH"));
        var motherOfBen = demo.create(relative(ben, "MTH"));
        var browser = portal.invited(motherOfAsha, userName);
        portal.invite(motherOfBen, userName);
        var token = token(browser, asha);
        var holder = portal.holder(token);
        assertThat(holder.get("/" + path(asha) + "/$access-report").status()).isEqualTo(200);

        demo.put("/" + path(motherOfAsha), motherOfAsha.setPatient(new Reference(path(stranger))));

        for (var way : List.of("", "/$everything", "/$access-report")) {
            assertThat(holder.get("/" + path(stranger) + way).status()).as(way).isIn(401, 403, 404);
        }
        assertThat(holder.get("/Patient").body()).doesNotContain(id(stranger));
        assertThat(holder.get("/Observation").body()).doesNotContain(id(stranger));
        assertThat(browser.refresh(token).text("error")).isEqualTo("invalid_grant");
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        var again = portal.signedIn(userName);
        var ofNobody = again.token("openid fhirUser patient/*.cruds");
        assertThat(ofNobody.claims().path("fhirUser").asText()).isEqualTo(path(motherOfBen));
        assertThat(List.of(stranger, asha, ben))
                .extracting(patient -> portal.holder(ofNobody)
                        .get("/" + path(patient) + "/$access-report")
                        .status())
                .containsOnly(403);
        assertThat(choices(again))
                .contains(choiceOf(ben))
                .doesNotContain(choiceOf(asha))
                .doesNotContain(choiceOf(stranger));
        var invited = portal.invite(motherOfAsha, userName + "-other");
        assertThat(invited.getParameterValue("user-name").primitiveValue()).isEqualTo(userName + "-other");
        assertThat(invited.hasParameter("link")).isTrue();
    }

    /** Asha's mother, whose account was made for her and is Ben's mother's alone by now, as earlier versions left it. */
    private RelatedPerson taken(Patient asha, RelatedPerson motherOfBen) {
        var mother = demo.create(relative(asha, "MTH"));
        portal.invite(mother, userName);
        new TransactionTemplate(hospital.part(PlatformTransactionManager.class)).executeWithoutResult(status -> {
            var jdbc = hospital.part(JdbcClient.class);
            jdbc.sql("update identity.person set record = :record, fhir_user = :record where user_name = :name")
                    .param("record", path(mother))
                    .param("name", userName)
                    .update();
            jdbc.sql("delete from identity.caregiver_record where record = ?")
                    .param(path(mother))
                    .update();
        });
        assertThat(recordOfAccount()).isEqualTo(path(mother)).isNotEqualTo(path(motherOfBen));
        return mother;
    }

    private String recordOfAccount() {
        return hospital.part(JdbcClient.class)
                .sql("select record from identity.person where user_name = ? and record = fhir_user and enabled")
                .param(userName)
                .query(String.class)
                .single();
    }

    @Test
    void no_link_leads_to_an_account_that_is_another_relatives_by_now() {
        var motherOfBen = demo.create(relative(child(), "MTH"));
        var browser = portal.invited(motherOfBen, userName);
        var taken = taken(child(), motherOfBen);

        var unnamed = demo.post("/" + path(taken) + "/$invite", new Parameters());
        var invited = portal.invite(taken, userName + "-other");

        assertThat(unnamed.status()).as(unnamed.body()).isEqualTo(400);
        assertThat(invited.getParameterValue("user-name").primitiveValue()).isEqualTo(userName + "-other");
        assertThat(recordOfAccount()).isEqualTo(path(motherOfBen));
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
    }

    @Test
    void accounts_that_were_left_with_a_relative_who_was_taken_are_parted_by_the_upgrade() throws Exception {
        var ben = child();
        var motherOfBen = demo.create(relative(ben, "MTH"));
        var browser = portal.invited(motherOfBen, userName);
        taken(child(), motherOfBen);

        try (var script = Objects.requireNonNull(CaregiverAccountsIT.class.getResourceAsStream(
                "/db/migration/security/V176__security_caregivers_parted.sql"))) {
            JdbcClient.create(DatabaseForTests.ownerOf(hospital.part(ApplicationContext.class)))
                    .sql(new String(script.readAllBytes(), StandardCharsets.UTF_8))
                    .update();
        }

        assertThat(recordOfAccount()).isEqualTo(path(motherOfBen));
        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(choices(portal.signedIn(userName))).contains(choiceOf(ben));
    }

    @Test
    void of_sixteen_that_are_taken_at_the_same_moment_the_last_closes_the_account() throws Exception {
        var mothers = IntStream.range(0, AT_ONCE)
                .mapToObj(each -> demo.create(relative(demo.create(patient("Rao", today().minusYears(8))), "MTH")))
                .toList();
        mothers.forEach(mother -> portal.invite(mother, userName));
        var elsewhere = new Reference(path(child()));

        var taken = AtOnce.all(
                AT_ONCE,
                each -> () -> demo.put(
                                "/" + path(mothers.get(each)), mothers.get(each).setPatient(elsewhere))
                        .status());

        assertThat(taken).allSatisfy(one -> assertThat(one.result()).contains(200));
        assertThat(rows("select count(*) from identity.caregiver_record where user_name = ?"))
                .isZero();
        assertThat(rows("select count(*) from identity.person where user_name = ? and enabled"))
                .isZero();
    }

    @Test
    void a_merge_takes_the_relatives_account_along() {
        var asha = child();
        var survivor = child();
        var mother = demo.create(relative(asha, "MTH"));
        var browser = portal.invited(mother, userName);

        var merged = demo.post(
                "/Patient/$merge",
                new Parameters()
                        .addParameter("source-patient", new Reference(path(asha)))
                        .addParameter("target-patient", new Reference(path(survivor))));

        assertThat(merged.status()).as(merged.body()).isEqualTo(200);
        assertThat(choices(browser)).contains(choiceOf(survivor)).doesNotContain(choiceOf(asha));
    }

    @Test
    void nobody_takes_an_account_over_by_its_name() {
        var child = child();
        var mother = demo.create(relative(child, "MTH"));
        var patient = demo.create(patient("Taken", today().minusYears(30)));
        portal.invited(patient, userName);

        var taken = demo.post("/" + path(mother) + "/$invite", new Parameters().addParameter("user-name", userName));
        var unnamed = demo.post("/" + path(mother) + "/$invite", new Parameters());
        var inactive = demo.create(relative(child, "MTH").setActive(false));

        assertThat(taken.status()).isEqualTo(409);
        assertThat(unnamed.status()).isEqualTo(400);
        assertThat(demo.post(
                                "/" + path(inactive) + "/$invite",
                                new Parameters().addParameter("user-name", userName + "-2"))
                        .status())
                .isEqualTo(422);
        assertThat(hospital.inRole("DOC", "Practitioner/1")
                        .post(
                                "/" + path(mother) + "/$invite",
                                new Parameters().addParameter("user-name", userName + "-3"))
                        .status())
                .isEqualTo(403);
    }
}

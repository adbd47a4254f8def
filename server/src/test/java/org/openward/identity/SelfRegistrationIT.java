package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.identity.Portal.aName;
import static org.openward.identity.Portal.id;
import static org.openward.identity.Portal.path;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Patients who prove themselves who they are. */
@HospitalTest
class SelfRegistrationIT {
    private static final int AT_ONCE = 16;
    private static final int TRIES = 5;
    private static final String SYSTEM = "https://ids.example/national";
    private static final Pattern HANDLE = Pattern.compile("name=\"handle\" value=\"([^\"]+)\"");

    private final Hospital hospital;
    private final FhirClient demo;
    private final Portal portal;
    private final LettersForTests letters;
    private final String number = "ID-" + UUID.randomUUID();
    private final String email = aName("meera") + "@home.example";
    private final String userName = aName("self");

    SelfRegistrationIT(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
        this.portal = new Portal(hospital);
        this.letters = hospital.part(LettersForTests.class);
    }

    private Patient meera() {
        return meera(email);
    }

    private Patient meera(String address) {
        return meera(address, "1990-02-03");
    }

    private Patient meera(String address, String born) {
        var patient = new Patient().setActive(true).setBirthDateElement(new DateType(born));
        patient.addName().setFamily("Subramanian  Iyer").addGiven("Meera");
        patient.addIdentifier().setSystem(SYSTEM).setValue(number);
        patient.addTelecom()
                .setSystem(ContactPointSystem.EMAIL)
                .setUse(ContactPointUse.OLD)
                .setValue("old-" + address);
        patient.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue(address);
        return demo.create(patient);
    }

    /** A browser that waits for a code, and what it keeps. */
    private record Asked(Browser browser, Gate.Reply page) {
        String handle() {
            var found = HANDLE.matcher(page.body());
            assertThat(found.find()).as(page.body()).isTrue();
            return found.group(1);
        }

        Gate.Reply show(String code, String userName) {
            return browser.submitFrom(page, "/register/code", "handle", handle(), "code", code, "username", userName);
        }
    }

    private Asked asks(String family, String born, String value) {
        return asks("default", family, born, value);
    }

    private Asked asks(String tenant, String family, String born, String value) {
        var browser = new Browser(hospital.root());
        var page = browser.submit(
                "/register", "tenant", tenant, "family", family, "born", born, "system", SYSTEM, "number", value);
        return new Asked(browser, page);
    }

    private Asked asksRightly() {
        return asks("subramanian iyer", "1990-02-03", number);
    }

    private long rows(String query, Object... values) {
        return hospital.part(JdbcClient.class)
                .sql(query)
                .params(List.of(values))
                .query(Long.class)
                .single();
    }

    /** Nobody looks up any more what was asked so far. */
    private void lookedUp() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> rows("select count(*) from identity.patient_claim where said is not null") == 0);
    }

    private static String wrong(String code) {
        return (code.startsWith("7") ? "8" : "7") + code.substring(1);
    }

    @Test
    void a_patient_proves_himself_by_the_code_in_his_mail_and_signs_in() {
        var meera = meera();
        var asked = asksRightly();
        var code = letters.codeFor(email);

        var proved = asked.show(code.toLowerCase(Locale.ROOT).replace("-", " "), userName);
        portal.accept(proved.location().toString().replaceFirst("^https?://[^/]*", ""), Portal.PASSWORD);
        var token = portal.token(portal.signedIn(userName), "launch/patient patient/*.rs");

        assertThat(asked.page().status()).isEqualTo(200);
        assertThat(asked.page().body()).doesNotContain(code, email);
        assertThat(token.text("patient")).isEqualTo(id(meera));
        assertThat(letters.hasTaken("old-" + email)).isFalse();
        assertThat(demo.search("AuditEvent?patient=" + id(meera) + "&subtype=110137")
                        .getEntry())
                .as("the code was sent, the account was made")
                .hasSize(2);
    }

    @Test
    void nobody_learns_whether_somebody_is_a_patient() {
        meera();
        var withoutMail = new Patient().setActive(true).setBirthDateElement(new DateType("1980-01-01"));
        withoutMail.addName().setFamily("Silent");
        withoutMail.addIdentifier().setSystem(SYSTEM).setValue(number + "-silent");
        demo.create(withoutMail);

        var answers = List.of(
                asksRightly(),
                asks("Other", "1990-02-03", number),
                asks("subramanian iyer", "1990-02-04", number),
                asks("subramanian iyer", "1990-02-03", "no such number " + number),
                asks("Silent", "1980-01-01", number + "-silent"),
                asks("clinic-b", "subramanian iyer", "1990-02-03", number),
                asks("no-such-tenant", "subramanian iyer", "1990-02-03", number));
        var tried = answers.stream()
                .map(asked -> asked.show("7777-7777-7777", userName))
                .toList();

        assertThat(answers).extracting(asked -> asked.page().status()).containsOnly(200);
        assertThat(answers.stream().map(asked -> plain(asked.page(), asked)).distinct())
                .hasSize(1);
        assertThat(tried).extracting(Gate.Reply::status).containsOnly(403);
        assertThat(IntStream.range(0, tried.size())
                        .mapToObj(place -> plain(tried.get(place), answers.get(place)))
                        .distinct())
                .hasSize(1);
        lookedUp();
        assertThat(rows("select count(*) from identity.person where user_name = ?", userName))
                .isZero();
    }

    /** A page without what is new each time. */
    private static String plain(Gate.Reply page, Asked asked) {
        return page.body().replace(asked.handle(), "HANDLE").replaceAll("name=\"_csrf\"[^>]*value=\"[^\"]+\"", "CSRF");
    }

    @Test
    void only_all_three_right_bring_a_code() {
        meera();
        asks("Other", "1990-02-03", number);
        asks("subramanian iyer", "1991-02-03", number);
        asks("clinic-b", "subramanian iyer", "1990-02-03", number);

        lookedUp();

        assertThat(letters.hasTaken(email)).isFalse();
        asksRightly();
        assertThat(letters.codeFor(email)).isNotEmpty();
    }

    @Test
    void a_number_that_two_records_have_proves_nothing() {
        meera();
        meera("second-" + email);
        asksRightly();

        lookedUp();

        assertThat(letters.hasTaken(email) || letters.hasTaken("second-" + email))
                .isFalse();
    }

    @Test
    void a_parent_does_not_get_the_account_of_a_child_by_a_code() {
        var born = LocalDate.now(ZoneOffset.UTC).minusYears(5).toString();
        meera(email, born);
        asks("subramanian iyer", born, number);

        lookedUp();

        assertThat(letters.hasTaken(email)).isFalse();
    }

    @FullRun
    @Test
    void a_letter_that_is_not_taken_is_sent_again() {
        meera(LettersForTests.SLOW + email);
        var asked = asksRightly();

        var code = letters.codeFor(LettersForTests.SLOW + email);

        assertThat(letters.textFor(LettersForTests.SLOW + email)).contains("does not count any more");
        assertThat(asked.show(code, userName).status()).isEqualTo(302);
    }

    @Test
    void a_code_that_was_guessed_at_five_times_is_worth_nothing() {
        meera();
        var asked = asksRightly();
        var code = letters.codeFor(email);
        for (int guess = 0; guess < TRIES; guess++) {
            assertThat(asked.show(wrong(code), userName).status()).isEqualTo(403);
        }

        var right = asked.show(code, userName);

        assertThat(right.status()).isEqualTo(403);
        assertThat(rows("select count(*) from identity.person where user_name = ?", userName))
                .isZero();
    }

    @Test
    void of_sixteen_guesses_at_once_five_are_looked_at() throws InterruptedException {
        meera();
        var asked = asksRightly();
        var code = letters.codeFor(email);

        AtOnce.all(AT_ONCE, guess -> () -> asked.show(wrong(code), userName).status());

        assertThat(rows("select max(tries) from identity.patient_claim where tries > 0"))
                .isLessThanOrEqualTo(TRIES);
        assertThat(asked.show(code, userName).status()).isEqualTo(403);
    }

    @Test
    void of_sixteen_who_show_the_code_at_once_one_gets_the_account() throws InterruptedException {
        var meera = meera();
        var asked = asksRightly();
        var code = letters.codeFor(email);

        var replies = AtOnce.all(
                AT_ONCE, one -> () -> asked.show(code, userName + "-" + one).status());

        assertThat(replies).filteredOn(reply -> reply.result().contains(302)).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.result().contains(403)).hasSize(AT_ONCE - 1);
        assertThat(rows("select count(*) from identity.person where record = ?", path(meera)))
                .isEqualTo(1);
        assertThat(rows("select count(*) from identity.person where user_name like ?", userName + "-%"))
                .isEqualTo(1);
        assertThat(asked.show(code, userName).status()).as("used").isEqualTo(403);
    }

    @Test
    void a_code_works_only_in_the_browser_that_asked_and_until_it_is_too_old() {
        var meera = meera();
        var asked = asksRightly();
        var code = letters.codeFor(email);
        var stranger = asks("Other", "1990-02-03", number);

        assertThat(stranger.show(code, userName).status()).isEqualTo(403);
        new TransactionTemplate(hospital.part(PlatformTransactionManager.class))
                .executeWithoutResult(status -> hospital.part(JdbcClient.class)
                        .sql("update identity.patient_claim set expires_at = now() where patient = ?")
                        .param(id(meera))
                        .update());
        assertThat(asked.show(code, userName).status()).isEqualTo(403);
    }

    @Test
    void a_name_that_is_taken_leaves_the_code_good() {
        meera();
        var asked = asksRightly();
        var code = letters.codeFor(email);

        var taken = asked.show(code, Browser.APP);
        var spaced = asked.show(code, "two words");
        var proved = asked.show(code, userName);

        assertThat(taken.status()).isEqualTo(403);
        assertThat(spaced.body()).contains("still good");
        assertThat(proved.status()).isEqualTo(302);
    }

    @Test
    void who_has_an_account_gets_another_password_and_keeps_his_name() {
        var meera = meera();
        var browser = portal.invited(meera, userName);
        var asked = asksRightly();

        var proved = asked.show(letters.codeFor(email), "another-" + userName);
        portal.accept(proved.location().toString().replaceFirst("^https?://[^/]*", ""), "granite moss tulip eight");

        assertThat(browser.open("/account").location().getPath()).isEqualTo("/login");
        assertThat(new Browser(hospital.root())
                        .signIn(userName, "granite moss tulip eight")
                        .location()
                        .getPath())
                .isEqualTo("/account");
    }

    @FullRun
    @Test
    void an_address_that_his_own_app_wrote_gets_no_code() {
        var meera = meera();
        var browser = portal.invited(meera, userName);
        var app = portal.holder(portal.token(browser, "launch/patient patient/*.cruds"));
        var theirs = "theirs-" + email;

        var own = app.get("/" + path(meera)).resource(Patient.class);
        var written = app.put(
                "/" + path(meera),
                own.setTelecom(List.of(
                        new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue(theirs))));
        asksRightly();
        lookedUp();

        assertThat(written.status()).as(written.body()).isEqualTo(200);
        assertThat(letters.hasTaken(theirs) || letters.hasTaken(email)).isFalse();
        portal.invite(meera, userName);
        asksRightly();
        assertThat(letters.codeFor(theirs)).isNotEmpty();
    }

    @FullRun
    @Test
    void an_account_that_the_hospital_closed_is_not_opened_by_a_code() {
        var meera = meera();
        var asked = asksRightly();
        var code = letters.codeFor(email);
        portal.invited(meera, userName);
        new TransactionTemplate(hospital.part(PlatformTransactionManager.class))
                .executeWithoutResult(status -> hospital.part(JdbcClient.class)
                        .sql("update identity.person set enabled = false where user_name = ?")
                        .param(userName)
                        .update());

        assertThat(asked.show(code, userName).status()).isEqualTo(403);
    }

    @Test
    void whoever_asks_too_often_with_a_number_is_not_heard() {
        meera();
        for (int time = 0; time < TRIES; time++) {
            asks("Guess " + time, "1990-02-03", number);
        }

        var right = asksRightly();
        lookedUp();

        assertThat(right.page().status()).isEqualTo(200);
        assertThat(letters.hasTaken(email)).isFalse();
    }

    private boolean isCounted(String name) {
        return rows(
                        "select count(*) from identity.sign_in_failure where name_hash = sha256("
                                + "convert_to('IDENTITY', 'UTF8') || '\\x00'::bytea || convert_to(?, 'UTF8'))",
                        name)
                == 1;
    }

    @Test
    void attempts_are_counted_under_no_number_and_no_more_when_the_patient_has_proved_himself() {
        var meera = meera();
        var asked = asksRightly();
        var code = letters.codeFor(email);
        var counted = hospital.part(JdbcClient.class)
                .sql("select attempts_of from identity.patient_claim where patient = ?")
                .param(id(meera))
                .query(String.class)
                .single();

        assertThat(isCounted("default " + SYSTEM + " " + number)).isFalse();
        assertThat(counted.split(" ")).isNotEmpty().allMatch(this::isCounted);
        asked.show(code, userName);
        assertThat(counted.split(" ")).noneMatch(this::isCounted);
    }

    @Test
    void what_cannot_be_read_is_refused_and_the_form_comes_again() {
        assertThat(asks("", "1990-02-03", number).page().status()).isEqualTo(400);
        assertThat(asks("Iyer", "3.2.1990", number).page().status()).isEqualTo(400);
        assertThat(asks("Iy\ter", "1990-02-03", number).page().status()).isEqualTo(400);
        var browser = new Browser(hospital.root());
        assertThat(browser.submit(
                                "/register",
                                "family",
                                "Iyer",
                                "born",
                                "1990-02-03",
                                "system",
                                "urn:other",
                                "number",
                                "1")
                        .status())
                .isEqualTo(400);
        assertThat(browser.open("/register/code").location().getPath()).isEqualTo("/register");
    }
}

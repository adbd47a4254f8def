package org.openward.fhir.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.database.DatabaseForTests;
import org.openward.fhir.bulk.BulkClient;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.Leftovers;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Numbers of systems that the hospital named: in clear for whoever may read them, and in no table of the database. */
@HospitalTest
class SealedNumbersIT {
    private static final String NATIONAL = "https://id.example/national";
    private static final String PASSPORT = "https://id.example/passport";
    private static final int CROWD = 16;

    private Hospital hospital;
    private FhirClient demo;

    /** Nobody else has it. */
    private String number;

    @BeforeEach
    void a_number_that_nobody_else_has(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
        this.number = "No" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    private static Patient with(String number) {
        var patient = new Patient();
        patient.addName().setFamily("Sealed");
        patient.addIdentifier(identifier(NATIONAL, number));
        return patient;
    }

    private static Identifier identifier(String system, String number) {
        var identifier = new Identifier().setSystem(system).setValue(number);
        identifier
                .getType()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/v2-0203")
                .setCode("NNIND");
        return identifier;
    }

    private static String token(String system, String number) {
        return URLEncoder.encode(system + "|" + number, UTF_8);
    }

    private List<String> found(FhirClient who, String query) {
        return who.search(query).getEntry().stream()
                .map(entry -> name(entry.getResource()))
                .toList();
    }

    private static String name(Resource record) {
        return record.getIdElement().toUnqualifiedVersionless().getValue();
    }

    private JdbcClient owner() {
        return JdbcClient.create(DatabaseForTests.ownerOf(hospital.part(BeanFactory.class)));
    }

    private void isNowhere(String text) {
        assertThat(Leftovers.of(hospital, "default").tablesWith(text)).isEmpty();
    }

    @Test
    void a_number_is_in_no_table_and_everybody_who_may_see_it_sees_it() {
        var patient = demo.create(with(number));
        patient.addIdentifier(identifier(PASSPORT, number + "P"));
        var changed = demo.put("/" + name(patient), patient).resource(Patient.class);
        var id = name(patient);

        assertThat(changed.getIdentifier()).extracting(Identifier::getValue).contains(number, number + "P");
        for (var path : List.of(
                "/" + id,
                "/" + id + "?_pretty=true",
                "/" + id + "?_format=xml",
                "/" + id + "?_elements=identifier",
                "/" + id + "/_history/1",
                "/" + id + "/_history",
                "/" + id + "/$everything",
                "/Patient?_id=" + id,
                "/Patient/" + patient.getIdElement().getIdPart() + "/$graphql?query="
                        + URLEncoder.encode("{ identifier { value } }", UTF_8))) {
            assertThat(demo.get(path).body()).as(path).contains(number).doesNotContain(SealedTexts.MARK);
        }
        isNowhere(number);
    }

    @Test
    void it_is_found_as_it_was_before_and_in_no_other_tenant() {
        var id = name(demo.create(with(number)));

        for (var query : List.of(
                "identifier=" + token(NATIONAL, number),
                "identifier=" + number,
                "identifier=" + token(NATIONAL, "other") + "," + token(NATIONAL, number),
                "identifier:of-type="
                        + URLEncoder.encode("http://terminology.hl7.org/CodeSystem/v2-0203|NNIND|" + number, UTF_8),
                "identifier=" + token(NATIONAL, number) + "&family=Sealed",
                "_filter=" + URLEncoder.encode("identifier eq " + NATIONAL + "|" + number, UTF_8))) {
            if (!query.startsWith("_filter") || demo.get("/Patient?" + query).status() == 200) {
                assertThat(found(demo, "Patient?" + query)).as(query).containsExactly(id);
            }
            assertThat(hospital.asClinicB().get("/Patient?" + query).body())
                    .as(query)
                    .doesNotContain(id + "\"");
        }
        assertThat(found(demo, "Patient?_id=" + id + "&identifier:not=" + token(NATIONAL, number)))
                .isEmpty();
        assertThat(found(demo, "Patient?_id=" + id + "&identifier:not=" + token(NATIONAL, "other")))
                .containsExactly(id);
        assertThat(found(demo, "Patient?identifier=" + token(PASSPORT, number))).isEmpty();
        assertThat(found(demo, "Patient?_id=" + id + "&identifier=" + token(NATIONAL, "")))
                .containsExactly(id);
    }

    @Test
    void chains_and_references_by_a_number_lead_to_it() {
        var id = name(demo.create(with(number)));
        var byId = anObservation(new Reference(id));
        var byNumber = anObservation(new Reference().setIdentifier(identifier(NATIONAL, number)));

        assertThat(found(demo, "Observation?subject:Patient.identifier=" + token(NATIONAL, number)))
                .containsExactly(byId);
        assertThat(found(demo, "Observation?subject:identifier=" + token(NATIONAL, number)))
                .containsExactly(byNumber);
        assertThat(found(demo, "Observation?subject:identifier=" + number)).containsExactly(byNumber);
        assertThat(found(demo, "Patient?_has:Observation:subject:status=final&identifier=" + token(NATIONAL, number)))
                .containsExactly(id);
        isNowhere(number);
    }

    private String anObservation(Reference subject) {
        var observation = new Observation().setStatus(ObservationStatus.FINAL).setSubject(subject);
        observation.getCode().setText("Weight");
        return name(demo.create(observation));
    }

    @Test
    void relatives_and_staff_have_such_numbers_too() {
        var patient = name(demo.create(new Patient()));
        var relative = new RelatedPerson().setPatient(new Reference(patient));
        relative.addIdentifier(identifier(PASSPORT, number + "R"));
        var practitioner = new Practitioner();
        practitioner.addIdentifier(identifier(PASSPORT, number + "S"));

        assertThat(found(demo, "RelatedPerson?identifier=" + token(PASSPORT, number + "R")))
                .isEmpty();
        var kin = name(demo.create(relative));
        var staff = name(demo.create(practitioner));

        assertThat(found(demo, "RelatedPerson?identifier=" + token(PASSPORT, number + "R")))
                .containsExactly(kin);
        assertThat(found(demo, "Practitioner?identifier=" + number + "S")).containsExactly(staff);
        isNowhere(number);
    }

    @Test
    void of_sixteen_who_create_on_condition_of_a_number_one_creates() throws Exception {
        var answers = AtOnce.all(
                CROWD,
                each -> () ->
                        demo.post("/Patient", with(number), "If-None-Exist", "identifier=" + token(NATIONAL, number)));

        assertThat(answers).allMatch(AtOnce.Outcome::succeeded);
        assertThat(answers.stream().map(each -> each.result().get(0).status()).filter(status -> status == 201))
                .hasSize(1);
        assertThat(answers.stream().map(each -> each.result().get(0).status()))
                .allMatch(status -> status == 201 || status == 200 || status == 409 || status == 412);
        assertThat(found(demo, "Patient?identifier=" + token(NATIONAL, number))).hasSize(1);
        assertThat(demo.post("/Patient", with(number), "If-None-Exist", "identifier=" + token(NATIONAL, number))
                        .status())
                .isEqualTo(200);
        isNowhere(number);
    }

    @Test
    void sixteen_who_create_at_once_leave_sixteen_sealed_numbers() throws Exception {
        var answers = AtOnce.all(CROWD, each -> () -> demo.post("/Patient", with(number + "x" + each)));

        assertThat(answers)
                .allMatch(each -> each.succeeded() && each.result().get(0).status() == 201);
        for (var each = 0; each < CROWD; each++) {
            assertThat(found(demo, "Patient?identifier=" + token(NATIONAL, number + "x" + each)))
                    .hasSize(1);
        }
        isNowhere(number);
    }

    @Test
    void a_transaction_creates_updates_and_refers_on_condition_of_a_number() {
        var first = demo.transact(conditional(number, "first")).resource(Bundle.class);
        var again = demo.transact(conditional(number, "again")).resource(Bundle.class);

        assertThat(first.getEntry())
                .extracting(entry -> entry.getResponse().getStatus())
                .allMatch(status -> status.startsWith("201"));
        assertThat(again.getEntry())
                .extracting(entry -> entry.getResponse().getStatus().substring(0, 3))
                .containsExactly("200", "200", "201");
        assertThat(found(demo, "Patient?identifier=" + token(NATIONAL, number))).hasSize(1);
        assertThat(found(demo, "Practitioner?identifier=" + token(PASSPORT, number + "D")))
                .hasSize(1);
        assertThat(found(demo, "Observation?subject:Patient.identifier=" + number))
                .hasSize(2);
        isNowhere(number);
    }

    /** One entry that creates unless there is one, one that updates whoever there is, and one that refers to the first by its number. */
    private static Bundle conditional(String number, String note) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + UUID.randomUUID())
                .setResource(with(number))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Patient")
                .setIfNoneExist("identifier=" + token(NATIONAL, number));
        var practitioner = new Practitioner();
        practitioner.addIdentifier(identifier(PASSPORT, number + "D"));
        practitioner.addName().setText(note);
        bundle.addEntry()
                .setResource(practitioner)
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Practitioner?identifier=" + token(PASSPORT, number + "D"));
        var observation = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(new Reference(bundle.getEntryFirstRep().getFullUrl()));
        observation.getCode().setText(note);
        bundle.addEntry()
                .setResource(observation)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation");
        return bundle;
    }

    @Test
    void a_record_that_is_sent_again_as_it_is_gets_no_new_version() {
        var patient = demo.create(with(number));

        var same = demo.put("/" + name(patient), patient).resource(Patient.class);

        assertThat(same.getMeta().getVersionId()).isEqualTo("1");
        assertThat(demo.search(name(patient) + "/_history").getTotal()).isEqualTo(1);
        assertThat(owner().sql("select hash_sha256 from hfj_resource where fhir_id = :id")
                        .param("id", patient.getIdElement().getIdPart())
                        .query(String.class)
                        .single())
                .startsWith("s.");
    }

    @Test
    void an_export_has_it_in_clear_and_its_file_in_the_database_is_encrypted() {
        var bulk = BulkClient.of(demo);
        var patient = name(demo.create(with(number)));

        var status = bulk.taken(demo.get(
                "/Patient/$export?_type=Patient&_typeFilter="
                        + URLEncoder.encode("Patient?_id=" + patient + "&identifier=" + NATIONAL + "|" + number, UTF_8),
                "Prefer",
                "respond-async"));
        var lines = bulk.await(status).lines("output");

        assertThat(bulk.await(status).content().path("request").asText()).contains(number);
        assertThat(lines).hasSize(1).allMatch(line -> line.contains(number));
        var job = UUID.fromString(status.replaceFirst("^.*job=", ""));
        assertThat(Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                        .sql(
                                """
                                select bool_and(position(convert_to('owseal', 'UTF8') in content) = 2)
                                from openward.bulk_chunk where job_id = :job
                                """)
                        .param("job", job)
                        .query(Boolean.class)
                        .single()))
                .isTrue();
        isNowhere(number);
    }

    @Test
    void the_trail_tells_that_somebody_looked_and_not_for_which_number() {
        demo.create(with(number));
        demo.get("/Patient?identifier=" + token(NATIONAL, number));
        demo.get("/Patient?identifier=" + number + "&family=Trail" + number.substring(2));
        demo.get("/Observation?subject:Patient.identifier=" + number);
        demo.get("/Patient?identifier=" + token("https://other.example/card", "Shown" + number.substring(2)));
        demo.send(
                "POST",
                "/Patient/_search",
                "identifier=" + token(NATIONAL, number),
                "Content-Type",
                "application/x-www-form-urlencoded");
        demo.delete("/Patient?identifier=" + token(NATIONAL, number) + "&nonsense=" + number.substring(2));

        isNowhere(number);
        assertThat(Leftovers.of(hospital, "default").tablesWith("Shown" + number.substring(2)))
                .isNotEmpty()
                .allMatch(table -> table.startsWith("audit_event"));
        var verdict = demo.get("/$verify-audit").resource(Parameters.class);
        assertThat(((BooleanType) verdict.getParameter("verdict").getValue()).booleanValue())
                .isTrue();
    }

    @Test
    void whoever_sends_an_encrypted_form_is_refused() {
        var patient = demo.create(with(number));
        var stolen = storedText(patient, "value");

        assertThat(stolen).startsWith(SealedTexts.MARK);
        for (var forged : List.of(stolen, SealedTexts.MARK + "k1:x:y")) {
            for (var system : List.of(NATIONAL, "https://other.example/card")) {
                var body = new Patient();
                body.addIdentifier(identifier(system, forged));
                var refused = demo.post("/Patient", body);
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.outcome().getIssueFirstRep().getDiagnostics())
                        .contains("reserved");
            }
        }
        assertThat(found(demo, "Patient?identifier=" + URLEncoder.encode(NATIONAL + "|" + stolen, UTF_8)))
                .isEmpty();
    }

    private String storedText(Patient patient, String element) {
        return owner().sql(
                        """
                        select jsonb_path_query_first(v.res_text_vc::jsonb, '$.identifier[*] ? (@.system == "%s").%s') #>> '{}'
                        from hfj_res_ver v join hfj_resource r using (res_id)
                        where r.fhir_id = :id and v.res_ver = 1
                        """
                                .formatted(NATIONAL, element))
                .param("id", patient.getIdElement().getIdPart())
                .query(String.class)
                .single();
    }

    @Test
    void a_number_that_was_changed_or_moved_in_the_database_is_shown_to_nobody() {
        var mine = demo.create(with(number));
        var victim = demo.create(with(number + "V"));
        var stolen = storedText(victim, "value");

        move(stolen, mine);
        refusesToShow(mine, number + "V");
        move(stolen.substring(0, stolen.length() - 2) + (stolen.endsWith("AA") ? "BB" : "AA"), victim);
        refusesToShow(victim, number + "V");

        assertThat(demo.get("/Patient?identifier=" + token(NATIONAL, "nobody")).status())
                .isEqualTo(200);
        for (var broken : List.of(mine, victim)) {
            owner().sql("update hfj_res_ver set res_text_vc = '{\"resourceType\":\"Patient\"}' where res_id ="
                            + " (select res_id from hfj_resource where fhir_id = :id)")
                    .param("id", broken.getIdElement().getIdPart())
                    .update();
        }
    }

    private void move(String sealed, Patient to) {
        owner().sql(
                        """
                        update hfj_res_ver set res_text_vc = regexp_replace(res_text_vc, 'openward-sealed:[^"]*', :sealed)
                        where res_id = (select res_id from hfj_resource where fhir_id = :id)
                        """)
                .param("sealed", sealed)
                .param("id", to.getIdElement().getIdPart())
                .update();
    }

    private void refusesToShow(Patient patient, String secret) {
        for (var path : List.of(
                "/" + name(patient),
                "/" + name(patient) + "?_format=xml",
                "/" + name(patient) + "/_history/1",
                "/" + name(patient) + "/_history",
                "/Patient?_id=" + name(patient),
                "/" + name(patient) + "/$everything")) {
            var answer = demo.get(path);
            assertThat(answer.status()).as(path + " " + answer).isEqualTo(503);
            assertThat(answer.body())
                    .as(path)
                    .contains("OperationOutcome")
                    .contains("cannot be opened")
                    .doesNotContain(secret)
                    .doesNotContain(SealedTexts.MARK)
                    .doesNotContain("at org.");
        }
    }

    @Test
    void who_may_not_see_numbers_of_identity_does_not_see_it() {
        var patient = name(demo.create(with(number)));
        var pharmacist = hospital.inRole("PHA", "");

        var seen = pharmacist.get("/" + patient);

        assertThat(seen.body()).doesNotContain(number).doesNotContain(SealedTexts.MARK);
        assertThat(pharmacist
                        .get("/Patient?identifier=" + token(NATIONAL, number))
                        .body())
                .doesNotContain(patient + "\"");
    }

    @Test
    void it_costs_no_statement() {
        var sealed = name(demo.create(with(number)));
        var plain = name(demo.create(withCard(number + "C")));
        var byNumber = "/Patient?identifier=" + token(NATIONAL, number);
        var byCard = "/Patient?identifier=" + token("https://other.example/card", number + "C");

        assertThat(statements(() -> demo.get("/" + sealed))).isEqualTo(statements(() -> demo.get("/" + plain)));
        assertThat(statements(() -> demo.get("/" + sealed + "/_history")))
                .isEqualTo(statements(() -> demo.get("/" + plain + "/_history")));
        assertThat(statements(() -> demo.get(byNumber))).isEqualTo(statements(() -> demo.get(byCard)));
        assertThat(statements(() -> demo.create(with(number + UUID.randomUUID()))))
                .isEqualTo(statements(() -> demo.create(withCard(number + UUID.randomUUID()))));
    }

    private static Patient withCard(String card) {
        var patient = new Patient();
        patient.addName().setFamily("Sealed");
        patient.addIdentifier(identifier("https://other.example/card", card));
        return patient;
    }

    /** Without those that draw the next fifty numbers of a sequence: it depends on others when they are due. */
    private int statements(Runnable work) {
        work.run();
        return (int) hospital.part(CountedStatements.class).during(work).stream()
                .filter(statement -> !statement.startsWith("select nextval("))
                .count();
    }
}

package org.openward.fhir.terminology.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.TerminologyCapabilities;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.bulk.BulkClient;
import org.openward.fhir.bulk.BulkClient.Manifest;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class LoadingCodesIT {
    private static final String[] ASYNCHRONOUSLY = {"Prefer", "respond-async"};

    private final Hospital hospital;
    private final FhirClient client;
    private final BulkClient jobs;
    private final String system = "https://site.example/" + UUID.randomUUID() + "/animals";

    LoadingCodesIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
        this.jobs = BulkClient.of(client);
    }

    @Test
    void a_loaded_code_system_has_a_record_without_codes_that_says_how_many_there_are() {
        var manifest = load("1", Publisher.animals());

        var record =
                client.search("CodeSystem?url=" + system).getEntryFirstRep().getResource();
        assertThat((CodeSystem) record).satisfies(each -> {
            assertThat(each.getContent()).isEqualTo(CodeSystemContentMode.NOTPRESENT);
            assertThat(each.getCount()).isEqualTo(7);
            assertThat(each.getVersion()).isEqualTo("1");
        });
        assertThat(manifest.lines("output")).singleElement().asString().contains(system, "\"count\":7");
        assertThat(manifest.lines("error")).isEmpty();
        assertThat(client.get("/metadata?mode=terminology")
                        .resource(TerminologyCapabilities.class)
                        .getCodeSystem())
                .anyMatch(each -> system.equals(each.getUri())
                        && each.getVersionFirstRep().getCode().equals("1"));
    }

    @Test
    void its_codes_are_looked_up_checked_and_compared() {
        load("1", Publisher.animals());

        var dog = client.get("/CodeSystem/$lookup?code=dog&displayLanguage=de&system=" + system);
        assertThat(dog.body()).contains("\"valueString\":\"Hund\"", "\"mammal\"", "\"legs\"");
        assertThat(client.get("/CodeSystem/$lookup?code=mammal&system=" + system)
                        .body())
                .contains("\"dog\"", "\"cat\"", "\"animal\"");
        assertThat(client.get("/CodeSystem/$lookup?code=unicorn&system=" + system)
                        .status())
                .isEqualTo(404);
        assertThat(result(client.get("/CodeSystem/$validate-code?code=hen&display=Henne&url=" + system)))
                .isTrue();
        assertThat(result(client.get("/CodeSystem/$validate-code?code=hen&display=Dog&url=" + system)))
                .isFalse();
        assertThat(result(client.get("/CodeSystem/$validate-code?code=unicorn&url=" + system)))
                .isFalse();
        assertThat(subsumes("animal", "hen")).isEqualTo("subsumes");
        assertThat(subsumes("hen", "animal")).isEqualTo("subsumed-by");
        assertThat(subsumes("hen", "dog")).isEqualTo("not-subsumed");
        assertThat(subsumes("hen", "hen")).isEqualTo("equivalent");
    }

    /** Property, operation, value, and the codes that are chosen. */
    private static final List<String> FILTERS = List.of(
            "concept; is-a; bird; bird hen dodo",
            "concept; descendent-of; animal; mammal dog cat bird hen dodo",
            "concept; is-not-a; mammal; animal bird hen dodo",
            "concept; generalizes; hen; animal bird hen",
            "concept; is-a; unicorn; ",
            "concept; in; dog,hen; dog hen",
            "concept; not-in; dog,hen; animal mammal cat bird dodo",
            "code; regex; [dh].+; dog hen dodo",
            "display; =; Hen; hen",
            "display; regex; .*a.; animal mammal cat",
            "legs; =; 4; dog cat",
            "legs; exists; true; dog cat hen dodo",
            "legs; exists; false; animal mammal bird",
            "legs; regex; [2-3]; hen dodo",
            "legs; in; 2,3; hen dodo",
            "legs; not-in; 2,3; animal mammal dog cat bird",
            "inactive; =; true; dodo",
            "notSelectable; =; true; animal mammal bird",
            "parent; =; mammal; dog cat",
            "child; =; hen; bird",
            "parent; exists; false; animal",
            "child; exists; false; dog cat hen dodo");

    @Test
    void its_codes_are_chosen_as_those_of_a_stored_one() {
        load("1", Publisher.animals());
        var inRecord = storedAnimals();

        for (var filter : FILTERS) {
            var parts = filter.split("; ?", -1);
            var chosen = chosenBy(parts[0], parts[1], parts[2]);
            var stored = chosenBy(parts[0], parts[1], parts[2]);
            stored.getCompose().getIncludeFirstRep().setSystem(inRecord);
            var loaded = codes(client.post("/ValueSet/$expand", sent(chosen)).resource(ValueSet.class));
            var asStored = codes(client.post("/ValueSet/$expand", sent(stored)).resource(ValueSet.class));

            assertThat(loaded).as(filter).containsExactlyInAnyOrder(StringUtils.split(parts[3]));
            assertThat(asStored).as(filter).containsExactlyInAnyOrderElementsOf(loaded);
            for (var code : List.of("animal", "dog", "bird", "hen", "dodo")) {
                assertThat(isIn(chosen, code)).as(filter + ": " + code).isEqualTo(loaded.contains(code));
            }
        }
    }

    @FullRun
    @Test
    void an_expansion_is_filtered_by_words_paged_translated_and_put_together() {
        load("1", Publisher.animals());
        var all = new ValueSet().setUrl(system + "/all").setStatus(PublicationStatus.ACTIVE);
        all.getCompose().addInclude().setSystem(system);
        client.create(all);
        var expand = "/ValueSet/$expand?url=" + all.getUrl();

        assertThat(codes(expand)).containsExactly("animal", "mammal", "dog", "cat", "bird", "hen", "dodo");
        assertThat(codes(expand + "&activeOnly=true&excludeNotForUI=true")).containsExactly("dog", "cat", "hen");
        assertThat(codes(expand + "&filter=SAUG")).containsExactly("mammal");
        assertThat(codes(expand + "&filter=d")).containsExactly("dog", "dodo");
        assertThat(codes(expand + "&filter=%25")).isEmpty();
        var page = client.get(expand + "&offset=2&count=2&displayLanguage=de").resource(ValueSet.class);
        assertThat(page.getExpansion().getTotal()).isEqualTo(7);
        assertThat(page.getExpansion().getContains())
                .extracting(ValueSetExpansionContainsComponent::getDisplay)
                .containsExactly("Hund", "Katze");
        var less = chosenBy("concept", "is-a", "bird");
        less.getCompose().addExclude().setSystem(system).addConcept().setCode("dodo");
        less.getCompose().addInclude().setSystem(system).addConcept().setCode("dog");
        less.getCompose().addInclude().setSystem(system).addConcept().setCode("unicorn");
        assertThat(codes(client.post("/ValueSet/$expand", sent(less)).resource(ValueSet.class)))
                .containsExactly("bird", "hen", "dog");
    }

    @Test
    void searches_find_what_is_below_above_and_in_a_value_set() {
        load("1", Publisher.animals());
        var birds = chosenBy("concept", "descendent-of", "bird").setUrl(system + "/birds");
        client.create(birds.setStatus(PublicationStatus.ACTIVE));
        var hen = observed("hen");
        var dog = observed("dog");

        assertThat(found("Observation?code:below=" + system + "%7Canimal")).containsExactlyInAnyOrder(hen, dog);
        assertThat(found("Observation?code:below=" + system + "%7Cbird")).containsExactly(hen);
        assertThat(found("Observation?code:above=" + system + "%7Cdog")).containsExactly(dog);
        assertThat(found("Observation?code:in=" + birds.getUrl())).containsExactly(hen);
    }

    @Test
    void a_second_version_replaces_the_first_in_one_moment() {
        load("1", Publisher.animals());
        var record = record();

        load("2", "code,display\ndog,Good dog\n");

        assertThat(record().getIdElement().getIdPart())
                .isEqualTo(record.getIdElement().getIdPart());
        assertThat(record().getVersion()).isEqualTo("2");
        assertThat(client.get("/CodeSystem/$lookup?code=dog&system=" + system).body())
                .contains("Good dog");
        assertThat(client.get("/CodeSystem/$lookup?code=hen&system=" + system).status())
                .isEqualTo(404);
        assertThat(client.get("/CodeSystem/$lookup?code=hen&version=1&system=" + system)
                        .status())
                .isEqualTo(404);
    }

    @FullRun
    @Test
    void the_same_file_again_leads_to_the_same_codes() {
        load("1", Publisher.animals());

        load("1", Publisher.animals());

        assertThat(record().getCount()).isEqualTo(7);
        assertThat(subsumes("animal", "hen")).isEqualTo("subsumes");
        assertThat(rows("select count(*) from openward.code_edition where system = '" + system
                        + "' and status = 'current'"))
                .isEqualTo(1);
    }

    @FullRun
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "csv; \"kode,display\nx,y\n\"; no column code",
                "csv; \"code,display\n\"; has no codes",
                "csv; \"code,display,parent\nx,X,y\ny,Y,x\n\"; stands under itself",
                "claml; \"<ClaML><Class\"; no well-formed XML",
                "snomed-rf2; \"code,display\n\"; no zip archive",
                "atc; \"code,name\nA,\n\"; nothing in the column",
            })
    void a_bad_file_is_told_on_the_job_and_changes_nothing(String format, String file, String why) {
        load("1", Publisher.animals());

        var manifest = jobs.await(begin("&version=2&format=" + format, "application/octet-stream", file));

        assertThat(manifest.lines("output")).isEmpty();
        assertThat(manifest.lines("error"))
                .singleElement()
                .asString()
                .contains("OperationOutcome", system + " was not loaded", why);
        assertThat(record().getVersion()).isEqualTo("1");
        assertThat(client.get("/CodeSystem/$lookup?code=dog&system=" + system).status())
                .isEqualTo(200);
        assertThat(rows("select count(*) from openward.code_edition where system = '" + system + "'"))
                .isEqualTo(1);
    }

    @FullRun
    @Test
    void after_a_bad_file_a_good_one_is_loaded() {
        jobs.await(begin("&version=1&format=claml", "application/octet-stream", "no xml"));

        load("1", Publisher.animals());

        assertThat(record().getCount()).isEqualTo(7);
    }

    @Test
    void a_file_that_does_not_say_its_version_needs_it_as_a_parameter() {
        var manifest = jobs.await(begin("", "text/csv", Publisher.animals()));

        assertThat(manifest.lines("error")).singleElement().asString().contains("Give it as the parameter version");
    }

    @Test
    void snomed_has_reference_sets_relationships_and_preferred_names() {
        jobs.await(jobs.taken(client.upload(
                "/CodeSystem/$load?format=snomed-rf2&system=" + system,
                "application/zip",
                Publisher.snomed(300, "20260101"),
                ASYNCHRONOUSLY)));

        assertThat(record().getVersion()).isEqualTo("http://snomed.info/sct/900000000000207008/version/20260101");
        assertThat(client.get("/CodeSystem/$lookup?code=" + Publisher.concept(25) + "&system=" + system)
                        .body())
                .contains("\"Thing 25\"", "Invented thing 25 (finding)", Publisher.concept(2));
        assertThat(codes(expanded("concept", "is-a", Publisher.concept(2)))).hasSize(100);
        assertThat(codes(expanded("memberOf", "=", Publisher.concept(1)))).hasSize(30);
        assertThat(codes(expanded("concept", "in", Publisher.concept(1)))).hasSize(30);
        assertThat(codes(expanded("700000007", "=", Publisher.concept(3)))).hasSize(43);
    }

    @FullRun
    @Test
    void a_file_may_be_a_binary() {
        var file = new Binary().setContentType("application/zip");
        file.setContent(Publisher.archive("animals.csv", Publisher.animals()));
        var stored = new IdType(client.post("/Binary", file, "Accept", "application/fhir+json")
                .headers()
                .firstValue("Location")
                .orElseThrow());
        var parameters = new Parameters();
        parameters.addParameter("system", new UriType(system)).addParameter("version", new StringType("1"));
        parameters.addParameter("file", new UriType("Binary/" + stored.getIdPart()));

        jobs.await(jobs.taken(client.post("/CodeSystem/$load", parameters, ASYNCHRONOUSLY)));

        assertThat(record().getCount()).isEqualTo(7);
        assertThat(hospital.withScope("system/CodeSystem.cruds")
                        .post("/CodeSystem/$load", parameters, ASYNCHRONOUSLY)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void of_sixteen_who_load_a_code_system_at_once_one_does() throws Exception {
        var answers = AtOnce.all(
                16,
                person -> () -> upload(client, "&version=1", "text/csv", Publisher.codes(20_000))
                        .status());

        assertThat(answers.stream().flatMap(each -> each.result().stream()))
                .filteredOn(status -> status == 202)
                .hasSize(1);
        assertThat(answers.stream().flatMap(each -> each.result().stream()))
                .filteredOn(status -> status == 409)
                .hasSize(15);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(client.get("/CodeSystem/$lookup?code=c19999&system=" + system)
                                .status())
                        .isEqualTo(200));
        assertThat(rows("select count(*) from openward.code_edition where system = '" + system + "'"))
                .isEqualTo(1);
    }

    @Test
    @FullRun
    void a_job_that_is_withdrawn_in_the_middle_leaves_nothing_behind() {
        var status = begin("&version=1", "text/csv", Publisher.codes(100_000));
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> client.get(status)
                        .headers()
                        .firstValue("X-Progress")
                        .orElse("")
                        .matches("[1-9]\\d* facts read"));

        assertThat(client.delete(status).status()).isEqualTo(202);

        assertThat(client.get(status).status()).isEqualTo(404);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        rows("select count(*) from openward.code_edition where system = '" + system + "'"))
                .isZero());
        assertThat(client.search("CodeSystem?url=" + system).getEntry()).isEmpty();
        load("1", Publisher.animals());
    }

    @Test
    void a_record_with_codes_of_its_own_is_not_overwritten() {
        var own = new CodeSystem().setUrl(system).setVersion("1").setStatus(PublicationStatus.ACTIVE);
        own.setContent(CodeSystemContentMode.COMPLETE).addConcept().setCode("own");
        client.create(own);

        var manifest = jobs.await(begin("&version=2", "text/csv", Publisher.animals()));

        assertThat(manifest.lines("error")).singleElement().asString().contains("Delete that record first");
        assertThat(client.get("/CodeSystem/$lookup?code=own&system=" + system).status())
                .isEqualTo(200);
    }

    @FullRun
    @Test
    void whoever_deletes_the_record_has_no_codes_any_more() {
        load("1", Publisher.animals());

        assertThat(client.delete("/CodeSystem/" + record().getIdElement().getIdPart())
                        .status())
                .isEqualTo(200);

        assertThat(client.get("/CodeSystem/$lookup?code=dog&system=" + system).status())
                .isEqualTo(404);
        assertThat(rows("select count(*) from openward.code_edition where system = '" + system
                        + "' and status = 'current'"))
                .isZero();
        load("1", Publisher.animals());
        assertThat(client.get("/CodeSystem/$lookup?code=dog&system=" + system).status())
                .isEqualTo(200);
    }

    @Test
    void only_who_has_the_permission_and_the_scopes_in_the_default_tenant_loads() {
        assertThat(upload(hospital.asMigrator(), "&version=1", "text/csv", Publisher.animals())
                        .status())
                .isEqualTo(403);
        assertThat(upload(hospital.withScope("system/CodeSystem.rs"), "&version=1", "text/csv", Publisher.animals())
                        .status())
                .isEqualTo(403);
        assertThat(upload(hospital.asClinicB(), "&version=1", "text/csv", Publisher.animals())
                        .status())
                .isEqualTo(403);
        assertThat(rows("select count(*) from openward.code_edition where system = '" + system + "'"))
                .isZero();
    }

    @Test
    void the_job_is_its_submitters_and_the_codes_are_everybodys() {
        var status = begin("&version=1", "text/csv", Publisher.animals());
        jobs.await(status);

        assertThat(hospital.asMigrator().get(status).status()).isEqualTo(404);
        assertThat(hospital.asClinicB().get(status).status()).isEqualTo(404);
        assertThat(hospital.asClinicB()
                        .get("/CodeSystem/$lookup?code=dog&system=" + system)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?system=",
                "?system=animals",
                "?system=http://unitsofmeasure.org",
                "?system=urn:x&format=yaml",
                "?system=urn:x&version=1%7C2",
                "?system=urn:x&colour=red",
                "?system=urn:x&system=urn:y"
            })
    void a_request_that_says_too_little_or_too_much_is_refused(String query) {
        var answer = client.upload(
                "/CodeSystem/$load" + query, "text/csv", "code,display\n".getBytes(UTF_8), ASYNCHRONOUSLY);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.outcome().getIssue()).isNotEmpty();
    }

    @Test
    void a_request_without_a_file_or_without_patience_is_refused() {
        assertThat(client.upload("/CodeSystem/$load?system=" + system, "text/csv", new byte[0], ASYNCHRONOUSLY)
                        .status())
                .isEqualTo(400);
        assertThat(client.upload("/CodeSystem/$load?system=" + system, "text/csv", new byte[] {'x'})
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/CodeSystem/$load?system=" + system, new Parameters(), ASYNCHRONOUSLY)
                        .status())
                .isEqualTo(400);
        assertThat(client.send("POST", "/CodeSystem/$load?system=" + system, "no json", ASYNCHRONOUSLY)
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/CodeSystem/$load?system=" + system, ASYNCHRONOUSLY)
                        .status())
                .isEqualTo(405);
        assertThat(rows("select count(*) from openward.code_edition where system = '" + system + "'"))
                .isZero();
    }

    private Manifest load(String version, String table) {
        var manifest = jobs.await(begin("&version=" + version, "text/csv", table));
        assertThat(manifest.lines("error")).isEmpty();
        return manifest;
    }

    private String begin(String parameters, String type, String file) {
        return jobs.taken(upload(client, parameters, type, file));
    }

    private Answer upload(FhirClient caller, String parameters, String type, String file) {
        return caller.upload(
                "/CodeSystem/$load?system=" + system + parameters, type, file.getBytes(UTF_8), ASYNCHRONOUSLY);
    }

    private CodeSystem record() {
        return (CodeSystem)
                client.search("CodeSystem?url=" + system).getEntryFirstRep().getResource();
    }

    /** The same animals as a record, to compare with. */
    private String storedAnimals() {
        var stored = new CodeSystem().setUrl(system + "/stored").setStatus(PublicationStatus.ACTIVE);
        stored.setContent(CodeSystemContentMode.COMPLETE);
        var rows = Publisher.animals()
                .lines()
                .skip(1)
                .map(row -> row.split(",", -1))
                .toList();
        for (var row : rows) {
            var concept = stored.addConcept().setCode(row[0]).setDisplay(row[1]);
            Stream.of(row[2])
                    .filter(parent -> !parent.isEmpty())
                    .forEach(parent -> concept.addProperty().setCode("parent").setValue(new CodeType(parent)));
            if (row[3].equals("true")) {
                concept.addProperty().setCode("inactive").setValue(new BooleanType(true));
            }
            if (row[4].equals("true")) {
                concept.addProperty().setCode("notSelectable").setValue(new BooleanType(true));
            }
            if (!row[6].isEmpty()) {
                concept.addProperty().setCode("legs").setValue(new StringType(row[6]));
            }
        }
        return client.create(stored).getUrl();
    }

    private ValueSet chosenBy(String property, String operation, String value) {
        var set = new ValueSet();
        set.getCompose()
                .addInclude()
                .setSystem(system)
                .addFilter()
                .setProperty(property)
                .setOp(FilterOperator.fromCode(operation))
                .setValue(value);
        return set;
    }

    @Test
    void the_codes_that_a_value_set_names_are_asked_for_together() {
        load("1", Publisher.animals());
        var few = naming(3);
        var many = naming(300);

        assertThat(codes(client.post("/ValueSet/$expand", sent(many)).resource(ValueSet.class)))
                .containsExactly("hen", "dog");
        assertThat(statements(many))
                .hasSameSizeAs(statements(few))
                .filteredOn(statement -> statement.contains("from openward.code c"))
                .hasSize(1);
    }

    private List<String> statements(ValueSet set) {
        return hospital.part(CountedStatements.class).during(() -> client.post("/ValueSet/$expand", sent(set))).stream()
                .filter(statement -> !statement.startsWith("select nextval("))
                .toList();
    }

    /** A hen, a dog and that many others which nobody knows. */
    private ValueSet naming(int count) {
        var set = new ValueSet().setStatus(PublicationStatus.ACTIVE);
        var include = set.getCompose().addInclude().setSystem(system);
        include.addConcept().setCode("hen");
        IntStream.range(2, count).forEach(number -> include.addConcept().setCode("unknown-" + number));
        include.addConcept().setCode("dog");
        return set;
    }

    private ValueSet expanded(String property, String operation, String value) {
        return client.post("/ValueSet/$expand", sent(chosenBy(property, operation, value)))
                .resource(ValueSet.class);
    }

    private boolean isIn(ValueSet set, String code) {
        var asked = sent(set);
        asked.addParameter("coding", new Coding(system, code, null));
        return result(client.post("/ValueSet/$validate-code", asked));
    }

    private static Parameters sent(ValueSet set) {
        var parameters = new Parameters();
        parameters.addParameter().setName("valueSet").setResource(set);
        return parameters;
    }

    private List<String> codes(String expand) {
        return codes(client.get(expand).resource(ValueSet.class));
    }

    private static List<String> codes(ValueSet expanded) {
        return expanded.getExpansion().getContains().stream()
                .map(ValueSetExpansionContainsComponent::getCode)
                .toList();
    }

    private static boolean result(Answer answer) {
        return answer.resource(Parameters.class).getParameterBool("result");
    }

    private String subsumes(String one, String other) {
        var query = "/CodeSystem/$subsumes?system=" + URLEncoder.encode(system, UTF_8) + "&codeA=" + one + "&codeB="
                + other;
        return client.get(query)
                .resource(Parameters.class)
                .getParameter("outcome")
                .getValue()
                .primitiveValue();
    }

    private String observed(String code) {
        var observation = new Observation().setStatus(ObservationStatus.FINAL);
        observation.getCode().addCoding(new Coding(system, code, null));
        return client.create(observation).getIdElement().getIdPart();
    }

    private List<String> found(String query) {
        return client.get("/" + query).resource(Bundle.class).getEntry().stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }

    private int rows(String query) {
        return hospital.part(JdbcClient.class).sql(query).query(Integer.class).single();
    }
}

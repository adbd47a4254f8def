package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Person;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class BadInputIT {
    static Stream<Arguments> requests() {
        var json = "application/fhir+json";
        return Stream.of(
                Arguments.of("broken JSON", 400, "POST", "/Patient", "{\"resourceType\":", json),
                Arguments.of("an empty body", 400, "POST", "/Patient", "", json),
                Arguments.of("a JSON array", 400, "POST", "/Patient", "[1,2]", json),
                Arguments.of("a bare word", 400, "POST", "/Patient", "patient", json),
                Arguments.of("another type", 400, "POST", "/Patient", "{\"resourceType\":\"Observation\"}", json),
                Arguments.of("an unknown type", 400, "POST", "/Patient", "{\"resourceType\":\"Ghost\"}", json),
                Arguments.of("a number for a text", 400, "POST", "/Patient", patient("\"gender\":7"), json),
                Arguments.of(
                        "an impossible date", 400, "POST", "/Patient", patient("\"birthDate\":\"2020-13-45\""), json),
                Arguments.of("an unknown element", 400, "POST", "/Patient", patient("\"birthdate\":\"1990\""), json),
                Arguments.of(
                        "an unknown element inside a transaction",
                        400,
                        "POST",
                        "",
                        bundle("{\"resource\":" + patient("\"name\":[{\"familly\":\"Rao\"}]")
                                + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}"),
                        json),
                Arguments.of("an element twice", 400, "POST", "/Patient", XML_TWICE, "application/fhir+xml"),
                Arguments.of(
                        "extensions that are no list",
                        400,
                        "POST",
                        "/Patient",
                        patient("\"_birthDate\":\"unknown\""),
                        json),
                Arguments.of("10,000 levels of nesting", 400, "POST", "/Patient", nested(10_000), json),
                Arguments.of("broken XML", 400, "POST", "/Patient", "<Patient", "application/fhir+xml"),
                Arguments.of("an XML entity", 400, "POST", "/Patient", XML_BOMB, "application/fhir+xml"),
                Arguments.of("a picture", 415, "POST", "/Patient", "GIF89a", "image/gif"),
                Arguments.of(
                        "an unknown charset",
                        415,
                        "POST",
                        "/Patient",
                        patient("\"active\":true"),
                        json + "; charset=x-no"),
                Arguments.of("a broken content type", 415, "POST", "/Patient", patient("\"active\":true"), "///"),
                Arguments.of("no Bundle at the root", 400, "POST", "", patient("\"active\":true"), json),
                Arguments.of("a Bundle without type", 400, "POST", "", "{\"resourceType\":\"Bundle\"}", json),
                Arguments.of(
                        "an entry without request",
                        400,
                        "POST",
                        "",
                        bundle("{\"resource\":" + patient("\"active\":true") + "}"),
                        json),
                Arguments.of(
                        "an entry without method",
                        400,
                        "POST",
                        "",
                        bundle("{\"request\":{\"url\":\"Patient\"}}"),
                        json),
                Arguments.of(
                        "an entry that creates nothing",
                        400,
                        "POST",
                        "",
                        bundle("{\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}"),
                        json),
                Arguments.of("a place without longitude", 400, "GET", "/Location?near=1", null, json),
                Arguments.of("a place in unknown units", 400, "GET", "/Location?near=1%7C2%7C3%7Cparsec", null, json),
                Arguments.of("a place that is none", 400, "GET", "/Location?near=a%7Cb", null, json),
                Arguments.of("a code of no system", 400, "GET", "/CodeSystem/$validate-code?code=a", null, json),
                Arguments.of(
                        "a coding of no system",
                        400,
                        "POST",
                        "/CodeSystem/$validate-code",
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"coding\",\"valueCoding\":{\"code\":\"a\"}}]}",
                        json),
                Arguments.of("another id in URL and body", 400, "PUT", "/Patient/a", patient("\"id\":\"b\""), json),
                Arguments.of("an id that is none", 400, "PUT", "/Patient/a_b", patient("\"id\":\"a_b\""), json),
                Arguments.of("a patch that is none", 404, "PATCH", "/Patient/a", "{}", "application/json-patch+json"),
                Arguments.of("a patch without type", 400, "PATCH", "/Patient/a", "[]", json),
                Arguments.of("an unknown parameter", 400, "GET", "/Patient?nonsense=1", null, json),
                Arguments.of("an unknown chain", 400, "GET", "/Observation?patient.nonsense=1", null, json),
                Arguments.of("a date that is none", 400, "GET", "/Patient?birthdate=gestern", null, json),
                Arguments.of("a quantity that is none", 400, "GET", "/Observation?value-quantity=much", null, json),
                Arguments.of(
                        "half a composite", 400, "GET", "/Observation?component-code-value-quantity=abc", null, json),
                Arguments.of(
                        "a composite of no quantity",
                        400,
                        "GET",
                        "/Observation?component-code-value-quantity=abc$much",
                        null,
                        json),
                Arguments.of("missing or not", 400, "GET", "/Patient?active:missing=maybe", null, json),
                Arguments.of("an unknown sort", 400, "GET", "/Patient?_sort=nonsense", null, json),
                Arguments.of("an unknown include", 400, "GET", "/Patient?_include=Nonsense:x", null, json),
                Arguments.of(
                        "a parameter that begins as those of every search",
                        400,
                        "GET",
                        "/Patient?_lastupdated=ge2026-01-01",
                        null,
                        json),
                Arguments.of(
                        "a reference by a search of no type",
                        422,
                        "POST",
                        "/Communication",
                        "{\"resourceType\":\"Communication\",\"status\":\"completed\",\"subject\":{\"reference\":\"?x=1\"}}",
                        json),
                Arguments.of("a list to search in", 400, "GET", "/Patient?_list=1", null, json),
                Arguments.of("a type beside that of the address", 400, "GET", "/Patient?_type=Group", null, json),
                Arguments.of(
                        "the same at the end of a chain", 400, "GET", "/Group?member._lastupdated=2026", null, json),
                Arguments.of(
                        "an include's unknown modifier",
                        400,
                        "GET",
                        "/Patient?_include:iterat=Patient:link",
                        null,
                        json),
                Arguments.of(
                        "a deletion's unknown condition",
                        400,
                        "DELETE",
                        "/Patient?identifier=nobody&_lastupdated=lt2020-01-01",
                        null,
                        json),
                Arguments.of(
                        "no known format of an operation", 406, "GET", "/Patient/$everything?_format=pdf", null, json),
                Arguments.of(
                        "an operation's value of no type",
                        400,
                        "POST",
                        "/Task/1/$replay",
                        told("\"name\":\"dryRun\",\"value\":true"),
                        json),
                Arguments.of(
                        "an operation's parameter without value",
                        400,
                        "POST",
                        "/Task/1/$replay",
                        told("\"name\":\"dryRun\""),
                        json),
                Arguments.of(
                        "an operation's parameter without name",
                        400,
                        "POST",
                        "/Task/1/$replay",
                        told("\"valueBoolean\":true"),
                        json),
                Arguments.of(
                        "a nameless parameter of $everything",
                        400,
                        "POST",
                        "/Patient/$everything",
                        told("\"valueBoolean\":true"),
                        json),
                Arguments.of(
                        "a nameless parameter of $diff", 400, "POST", "/$diff", told("\"valueBoolean\":true"), json),
                Arguments.of(
                        "a nameless parameter of $lastn",
                        400,
                        "POST",
                        "/Observation/$lastn",
                        told("\"valueBoolean\":true"),
                        json),
                Arguments.of("an operation's unknown parameter", 400, "GET", "/$feed-messages?stauts=held", null, json),
                Arguments.of(
                        "a search's parameter of an operation", 400, "GET", "/$feed-messages?_count=2", null, json),
                Arguments.of(
                        "an operation's unknown parameter in the body",
                        400,
                        "POST",
                        "/Task/1/$replay",
                        told("\"name\":\"dryrun\",\"valueBoolean\":true"),
                        json),
                Arguments.of("an unknown operation", 400, "GET", "/Patient/$nonsense", null, json),
                Arguments.of("an unknown resource type", 404, "GET", "/Nonsense", null, json),
                Arguments.of("no such patient", 404, "GET", "/Patient/never-existed", null, json),
                Arguments.of("no such version", 404, "GET", "/Patient/never-existed/_history/4", null, json),
                Arguments.of("a page that is none", 400, "GET", "?_getpages=nonsense", null, json),
                Arguments.of("a huge number to search", 400, "GET", "/Observation?value-quantity=1e400", null, json),
                Arguments.of("a far offset", 400, "GET", "/Patient?_offset=2147483647", null, json),
                Arguments.of("a negative page", 400, "GET", "/Patient?_count=-1", null, json),
                Arguments.of("a negative offset", 400, "GET", "/Patient?_offset=-1", null, json),
                Arguments.of("a filter cut short", 400, "GET", "/Patient?_filter=a%20eq", null, json),
                Arguments.of("a filter with a modifier", 400, "GET", "/Patient?_filter:x=eq", null, json),
                Arguments.of("a filter with a chain", 400, "GET", "/Patient?_filter:Patient.name=eq", null, json),
                Arguments.of("a reverse chain of nothing", 400, "GET", "/Patient?_has:::=x", null, json),
                Arguments.of("a reverse chain with a modifier", 400, "GET", "/Patient?_has::::not=x", null, json),
                Arguments.of(
                        "a reverse chain of nothing in another",
                        400,
                        "GET",
                        "/Patient?_has:Observation:subject:_has:::=x",
                        null,
                        json),
                Arguments.of("an escaped slash in a path", 400, "GET", "/Patient/a%2Fb", null, json),
                Arguments.of("a NUL in a path", 400, "GET", "/Patient/%00", null, json),
                Arguments.of("a patch of nothing", 400, "PATCH", "/Patient", "[]", "application/json-patch+json"),
                Arguments.of("an entry that asks nothing", 400, "POST", "", entry("batch", ""), json),
                Arguments.of("an entry that asks for HEAD", 400, "POST", "", entry("batch", HEAD), json),
                Arguments.of("the same in a transaction", 400, "POST", "", entry("transaction", HEAD), json),
                Arguments.of(
                        "a text for a record in a batch", 400, "POST", "", entry("batch", "\"resource\":\"x\""), json),
                Arguments.of(
                        "a text for a parameter's record",
                        400,
                        "POST",
                        "/$meta",
                        told("\"name\":\"a\",\"resource\":\"x\""),
                        json),
                Arguments.of(
                        "no record where one is to be", 400, "POST", "/$meta", EMPTY_RESOURCE, "application/fhir+xml"),
                Arguments.of(
                        "a text for an extension", 400, "POST", "/Patient", patient("\"extension\":[\"x\"]"), json),
                Arguments.of("a text for a name", 400, "POST", "/Patient", patient("\"name\":\"x\""), json),
                Arguments.of("a text for names", 400, "POST", "/Patient", patient("\"name\":[\"x\"]"), json),
                Arguments.of("a number for a concept", 400, "POST", "/Patient", patient("\"maritalStatus\":5"), json),
                Arguments.of("a text for meta", 400, "POST", "/Patient", patient("\"meta\":\"x\""), json),
                Arguments.of("a text for a tag", 400, "POST", "/Patient", patient("\"meta\":{\"tag\":[\"x\"]}"), json),
                Arguments.of(
                        "a text for a reference",
                        400,
                        "POST",
                        "/Patient",
                        patient("\"managingOrganization\":\"Organization/1\""),
                        json),
                Arguments.of(
                        "a text for a record inside", 400, "POST", "/Patient", patient("\"contained\":[\"x\"]"), json),
                Arguments.of(
                        "an attribute of no element",
                        400,
                        "POST",
                        "/Patient",
                        "<Patient xmlns=\"http://hl7.org/fhir\"><name value=\"x\"/></Patient>",
                        "application/fhir+xml"),
                Arguments.of("a NUL in a query", 400, "GET", "/Patient?name=a%00", null, json),
                Arguments.of("an empty path segment", 400, "GET", "//Patient", null, json),
                Arguments.of("an endless number", 400, "POST", "/Observation", quantity("1e999999999"), json),
                Arguments.of("a huge number", 400, "POST", "/Observation", quantity("1e400"), json),
                Arguments.of(
                        "an endless number in XML", 400, "POST", "/Observation", XML_NUMBER, "application/fhir+xml"),
                Arguments.of("an endless number in a bundle", 400, "POST", "", XML_BUNDLE, "application/fhir+xml"),
                Arguments.of("an amount without end", 400, "POST", "/Invoice/x/$pay", ENDLESS_AMOUNT, json),
                Arguments.of("a NUL", 400, "POST", "/Patient", patient("\"id\":\"a\\u0000\""), json),
                Arguments.of("half a character", 400, "POST", "/Patient", patient("\"language\":\"\\ud800\""), json),
                Arguments.of("300 nested Bundles", 400, "POST", "/Bundle", nestedBundles(300), json),
                Arguments.of("a method that is none", 400, "BREW", "/Patient", null, json));
    }

    private static final String HEAD = "\"request\":{\"method\":\"HEAD\",\"url\":\"Patient/1\"}";

    private static final String EMPTY_RESOURCE =
            "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"a\"/><resource/></parameter></Parameters>";

    private static final String XML_TWICE =
            "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"male\"/><gender value=\"female\"/></Patient>";

    private static final String XML_BOMB =
            "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&a;\"/></Patient>";

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void is_the_clients_fault_and_says_so(
            String what, int status, String method, String path, String body, String contentType, Hospital hospital) {
        var answer = hospital.asDemo()
                .send(method, path, body, "Content-Type", contentType, "Accept", "application/fhir+json");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.outcome().getIssue()).isNotEmpty();
        assertThat(answer.body()).doesNotContain("Exception", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/AuditEvent/_history", "/AuditEvent/x/_history", "/AuditEvent/x/_history/1"})
    void an_interaction_that_a_type_does_not_have_is_not_allowed(String path, Hospital hospital) {
        var answer = hospital.asDemo().get(path);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("AuditEvent", "metadata");
    }

    @Test
    void who_is_lenient_may_send_an_element_that_nobody_knows(Hospital hospital) {
        var body = patient("\"active\":true,\"colour\":\"red\"");

        var refused = hospital.asDemo().send("POST", "/Patient", body);
        var stored = hospital.asDemo().send("POST", "/Patient", body, "Prefer", "handling=lenient");

        assertThat(refused.outcome().getIssueFirstRep().getDiagnostics()).contains("no element colour");
        assertThat(stored.status()).isEqualTo(201);
        assertThat(stored.body()).contains("\"active\":true").doesNotContain("colour");
    }

    @Test
    void a_body_above_the_limit_is_turned_away(Hospital hospital) {
        var answer = hospital.asDemo().send("POST", "/Patient", "x".repeat(51 * 1024 * 1024));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.outcome().getIssueFirstRep().getCode().toCode()).isEqualTo("too-costly");
    }

    @Test
    void a_transaction_above_the_limit_is_turned_away(Hospital hospital) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (int i = 0; i < 5001; i++) {
            bundle.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient/x");
        }

        var answer = hospital.asDemo().transact(bundle);

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void a_page_is_never_larger_than_the_limit(Hospital hospital) {
        var client = hospital.asDemo();
        var crowd = new Bundle().setType(BundleType.TRANSACTION);
        for (int i = 0; i < 501; i++) {
            var person = new Person();
            person.addName().setFamily("Crowded");
            crowd.addEntry()
                    .setResource(person)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Person");
        }
        client.transact(crowd);

        var page = client.search("Person?name=crowded&_count=1000000");

        assertThat(page.getEntry()).hasSize(500);
        assertThat(page.getLink("next")).isNotNull();
    }

    @Test
    void a_failed_entry_leaves_nothing_of_its_transaction(Hospital hospital) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        var patient = new Patient();
        patient.addName().setFamily("HalfDone");
        bundle.addEntry()
                .setResource(patient)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Patient");
        bundle.addEntry()
                .setResource(new Basic().setSubject(new Reference("Patient/never-existed")))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Basic");

        var answer = hospital.asDemo().transact(bundle);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(hospital.asDemo().search("Patient?family=HalfDone").getTotal())
                .isZero();
    }

    private static final String XML_NUMBER = "<Observation xmlns=\"http://hl7.org/fhir\"><status value=\"final\"/>"
            + "<valueQuantity><value value=\"1e999999999\"/></valueQuantity></Observation>";

    private static final String XML_BUNDLE =
            "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"transaction\"/><entry><resource>"
                    + XML_NUMBER
                    + "</resource><request><method value=\"POST\"/><url value=\"Observation\"/></request></entry></Bundle>";

    private static String told(String parameter) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[{" + parameter + "}]}";
    }

    private static final String ENDLESS_AMOUNT = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"amount\","
            + "\"valueMoney\":{\"value\":1e999999,\"currency\":\"INR\"}}]}";

    @Test
    void a_packed_body_is_as_large_as_it_is_unpacked(Hospital hospital) throws Exception {
        var bomb = gzip("{\"resourceType\":\"Patient\",\"language\":\"" + " ".repeat(60_000_000) + "\"}");
        var fair = gzip(patient("\"active\":true"));

        assertThat(send(hospital, bomb, "gzip")).isEqualTo(413);
        assertThat(send(hospital, fair, "gzip")).isEqualTo(201);
        assertThat(send(hospital, "{}".getBytes(StandardCharsets.UTF_8), "gzip"))
                .isEqualTo(400);
    }

    @Test
    void a_body_that_is_no_utf8_is_turned_away(Hospital hospital) throws Exception {
        var latin = patient("\"name\":[{\"family\":\"Zo\u00eb\"}]").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(send(hospital, latin, "identity")).isEqualTo(400);
    }

    private static int send(Hospital hospital, byte[] body, String encoding) throws Exception {
        var request = HttpRequest.newBuilder(hospital.root().resolve("/fhir/Patient"))
                .header("Authorization", "Bearer " + hospital.asDemo().token())
                .header("Content-Type", "application/fhir+json")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static byte[] gzip(String text) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private static String quantity(String value) {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"valueQuantity\":{\"value\":" + value + "}}";
    }

    private static String nestedBundles(int levels) {
        var bundle = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":";
        return bundle.repeat(levels) + patient("\"active\":true") + "}]}".repeat(levels);
    }

    private static String patient(String element) {
        return "{\"resourceType\":\"Patient\"," + element + "}";
    }

    private static String entry(String type, String element) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[{" + element + "}]}";
    }

    private static String bundle(String entry) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entry + "]}";
    }

    private static String nested(int levels) {
        return patient("\"extension\":" + "[{\"url\":\"u\",\"extension\":".repeat(levels) + "[]" + "}]".repeat(levels));
    }
}

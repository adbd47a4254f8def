package org.openward.security.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.Intruder;

/** Attacks from outside, each with the answer that it deserves; none of them learns anything about the server. */
@HospitalTest
class HostileIT {
    private static final List<String> GOSSIP = List.of(
            "Exception",
            "\tat ",
            "org.openward",
            "org.springframework",
            "org.hibernate",
            "ca.uhn.",
            "com.nimbusds",
            "org.postgresql",
            "HFJ_",
            "Tomcat",
            "/root/",
            "/home/");

    private final Hospital hospital;
    private final Forger forger;

    HostileIT(Hospital hospital) {
        this.hospital = hospital;
        this.forger = new Forger(hospital);
    }

    private static void assertSilent(String said) {
        assertThat(GOSSIP).as(said).noneMatch(said::contains);
    }

    private Answer with(String token, String path) {
        return hospital.anonymous().get(path, "Authorization", "Bearer " + token);
    }

    private void assertWorthless(String token) {
        var answer = with(token, "/Patient");

        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.outcome().getIssueFirstRep().getCode().toCode()).isEqualTo("login");
        assertSilent(answer.toString() + answer.headers().map());
    }

    // ---- tokens

    @Test
    void the_forger_can_make_a_good_token_to_begin_with() {
        assertThat(with(forger.signed(forger.claims().build()), "/Patient").status())
                .isEqualTo(200);
    }

    @Test
    void a_token_without_a_signature_is_worthless() {
        assertWorthless(Forger.unsigned(forger.claims().build()));
        assertWorthless(forger.signed(forger.claims().build()).replaceFirst("[^.]*$", ""));
    }

    @Test
    void the_public_key_is_no_shared_secret() {
        assertThat(forger.signedWithThePublicKey(forger.claims().build())).allSatisfy(this::assertWorthless);
    }

    @Test
    void a_strangers_signature_is_worthless_whatever_its_header_says() {
        var claims = forger.claims().build();

        assertWorthless(forger.signedByAStranger(claims));
        assertWorthless(forger.withItsOwnKey(claims));
        for (var id : List.of("../../../../dev/null", "' or '1'='1", "", "x".repeat(2000))) {
            assertWorthless(forger.withHeader(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id), claims));
        }
        assertWorthless(forger.withHeader(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(forger.keyId())
                        .jwkURL(URI.create("http://127.0.0.1:9/keys")),
                claims));
        assertWorthless(forger.withHeader(new JWSHeader.Builder(JWSAlgorithm.RS384).keyID(forger.keyId()), claims));
    }

    @Test
    void a_token_counts_from_its_beginning_to_its_end() {
        var now = Instant.now();

        assertWorthless(forger.signed(
                forger.claims().expirationTime(Date.from(now.minusSeconds(120))).build()));
        assertWorthless(forger.signed(
                forger.claims().notBeforeTime(Date.from(now.plusSeconds(300))).build()));
        assertWorthless(forger.signed(
                forger.claims().issueTime(Date.from(now.plusSeconds(300))).build()));
        assertWorthless(forger.signed(forger.claims().expirationTime(null).build()));
    }

    @Test
    void what_is_signed_and_no_access_token_opens_nothing() {
        assertWorthless(forger.signed(forger.claims().claim("scope", null).build()));
        assertWorthless(forger.signed(forger.claims().subject(null).build()));
        assertWorthless("e30.e30.e30");
        assertWorthless("x".repeat(4000));
    }

    @Test
    void a_token_for_somebody_else_is_worthless_though_the_signature_is_ours() {
        var elsewhere = "https://elsewhere.example/fhir";

        assertWorthless(forger.signed(forger.claims().issuer(null).build()));
        assertWorthless(forger.signed(forger.claims().audience((String) null).build()));
        assertWorthless(forger.signed(forger.claims().audience(elsewhere).build()));
        assertWorthless(forger.signed(forger.claims().audience("demo").build()));
        assertWorthless(forger.signed(
                forger.claims().issuer("https://elsewhere.example").build()));
        assertThat(with(
                                forger.signed(forger.claims()
                                        .audience(List.of(elsewhere, hospital.root() + "/fhir"))
                                        .build()),
                                "/Patient")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_stranger_may_call_himself_any_issuer() {
        for (var issuer : List.of("https://issuer.evil.example", hospital.root().toString(), "")) {
            assertWorthless(forger.signedByAStranger(forger.claims()
                    .issuer(issuer)
                    .audience(hospital.root() + "/fhir")
                    .build()));
        }
    }

    @Test
    void a_tenant_is_forged_in_no_way() {
        var ours = forger.signed(forger.claims().build());
        var theirs = forger.claims().claim("tenants", List.of("clinic-b")).build();

        assertWorthless(forger.changedAfterwards(forger.claims().build(), theirs));
        assertThat(hospital.anonymous()
                        .at("/fhir/clinic-b")
                        .get("/Patient", "Authorization", "Bearer " + ours)
                        .status())
                .isEqualTo(403);
        for (var header : List.of("X-Request-Partition-IDs", "X-Partition", "x-request-partition-ids")) {
            assertThat(hospital.asDemo().get("/Patient", header, "2").status()).isEqualTo(403);
        }
        for (var path :
                List.of("/fhir/_ALL", "/fhir/DEFAULT", "/fhir/clinic-b%2f", "/fhir/./clinic-b", "/fhir/%63linic-b")) {
            var answer = hospital.asDemo().at(path).get("/Patient");
            assertThat(answer.status()).as(path).isBetween(400, 404);
            assertSilent(answer.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%6Fauth2/token", "/oauth2/%74oken", "/%66hir/Patient", "/fhir/%50atient", "/oauth%32/token"})
    void a_path_is_written_in_one_way_only(String path) {
        var answer = new Intruder(hospital.root())
                .send("POST " + path, "Authorization: Basic ZGVtbzp3cm9uZw==\r\n", "grant_type=client_credentials");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("does not know such a method or path");
        assertSilent(answer);
    }

    // ---- getting a token

    private static final String APP =
            "/oauth2/authorize?response_type=code&client_id=demo-portal&scope=user/Patient.rs";

    private static final String CHALLENGE =
            "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "http://127.0.0.1.evil.example/callback",
                "http://127.0.0.1@evil.example/callback",
                "http://127.0.0.1/callback@evil.example",
                "http://127.0.0.1/callback/../../evil",
                "http://127.0.0.1/callback?next=https://evil.example",
                "http://127.0.0.1/callback#evil",
                "//evil.example/callback",
                "javascript:alert(1)"
            })
    void an_app_is_answered_only_where_it_is_at_home(String redirect) {
        var answer = new Intruder(hospital.root())
                .send(
                        "GET " + APP + CHALLENGE + "&redirect_uri="
                                + URLEncoder.encode(redirect, StandardCharsets.UTF_8),
                        "Accept: text/html\r\n",
                        "");

        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("Location:", "evil.example", "javascript:");
        assertSilent(answer);
    }

    @Test
    void the_proof_of_a_code_cannot_be_weakened() {
        var home = "&redirect_uri=" + URLEncoder.encode("http://127.0.0.1/callback", StandardCharsets.UTF_8);

        for (var weak : List.of(
                "",
                "&code_challenge=abc&code_challenge_method=plain",
                "&code_challenge=abc",
                "&code_challenge_method=S256")) {
            var answer = new Intruder(hospital.root()).send("GET " + APP + home + weak, "Accept: text/html\r\n", "");
            assertThat(answer)
                    .as(weak)
                    .startsWith("HTTP/1.1 302")
                    .contains("Location: http://127.0.0.1/callback?error=invalid_request");
        }
    }

    @Test
    void signing_out_sends_nobody_elsewhere() {
        var answer = new Intruder(hospital.root())
                .send("GET /connect/logout?post_logout_redirect_uri=https://evil.example", "Accept: text/html\r\n", "");

        assertThat(answer).doesNotContain("evil.example");
        assertSilent(answer);
    }

    // ---- requests that are too much

    @Test
    void ten_megabytes_of_headers_are_not_read() {
        var answer = new Intruder(hospital.root())
                .send("GET /fhir/Patient", "X-Much: " + "x".repeat(10_000_000) + "\r\n", "");

        assertThat(answer)
                .satisfiesAnyOf(
                        refused -> assertThat(refused).startsWith("HTTP/1.1 400"),
                        refused -> assertThat(refused).startsWith("HTTP/1.1 431"),
                        hungUp -> assertThat(hungUp).isEmpty());
        assertSilent(answer);
        assertThat(hospital.asDemo().get("/Patient?_count=1").status()).isEqualTo(200);
    }

    @Test
    void ten_thousand_headers_are_not_read() {
        var headers = IntStream.range(0, 10_000)
                .mapToObj(number -> "X-" + number + ": 1\r\n")
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append);

        var answer = new Intruder(hospital.root()).send("GET /fhir/Patient", headers.toString(), "");

        assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"))
                .as(answer)
                .isTrue();
        assertSilent(answer);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void no_document_reads_a_file_or_grows(String name, String document) {
        for (var path : List.of("/Patient", "/Patient/$validate", "")) {
            var answer = hospital.asDemo()
                    .send(
                            "POST",
                            path,
                            document,
                            "Content-Type",
                            "application/fhir+xml",
                            "Accept",
                            "application/fhir+json");
            assertThat(answer.status()).as(name + path + answer).isBetween(400, 422);
            assertThat(answer.body()).doesNotContain("root:x:0");
            assertSilent(answer.toString());
        }
    }

    static Stream<Arguments> documents() {
        var patient = "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"&x;\"/></name></Patient>";
        var laughs = new StringBuilder("<!DOCTYPE p [<!ENTITY l0 \"ha\">");
        IntStream.rangeClosed(1, 12).forEach(level -> laughs.append("<!ENTITY l")
                .append(level)
                .append(" \"")
                .append(("&l" + (level - 1) + ";").repeat(10))
                .append("\">"));
        return Stream.of(
                document("a file", "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + patient),
                document("an address", "<!DOCTYPE p [<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">]>" + patient),
                document("another document", "<!DOCTYPE p SYSTEM \"http://127.0.0.1:9/x.dtd\">" + patient),
                document("laughs", laughs + "<!ENTITY x \"&l12;\">]>" + patient));
    }

    private static Arguments document(String name, String text) {
        return Arguments.of(name, text);
    }

    @Test
    void what_a_document_declares_is_not_looked_at() {
        var document = "<!DOCTYPE p [<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]>"
                + "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"Declared\"/></name></Patient>";

        var answer = hospital.asDemo()
                .send(
                        "POST",
                        "/Patient",
                        document,
                        "Content-Type",
                        "application/fhir+xml",
                        "Accept",
                        "application/fhir+json");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).contains("\"family\":\"Declared\"").doesNotContain("root:x:0");
    }

    @Test
    void a_body_that_grows_without_end_when_it_is_unpacked_is_stopped() {
        var bomb = packed(200_000_000);

        var answer = hospital.asDemo().upload("/Patient", "application/fhir+json", bomb, "Content-Encoding", "gzip");

        assertThat(bomb.length).isLessThan(1_000_000);
        assertThat(answer.status()).isEqualTo(413);
        assertSilent(answer.toString());
    }

    @Test
    void a_body_packed_twice_is_no_body() {
        var answer = hospital.asDemo()
                .upload("/Patient", "application/fhir+json", gzip(packed(50_000_000)), "Content-Encoding", "gzip");

        assertThat(answer.status()).isBetween(400, 422);
        assertSilent(answer.toString());
    }

    @Test
    void a_package_that_grows_without_end_is_stopped() {
        var asked = new Parameters();
        asked.addParameter()
                .setName("package")
                .setValue(new Attachment().setContentType("application/gzip").setData(archiveBomb()));

        var answer = hospital.asDemo().post("/ImplementationGuide/$install", asked, "Prefer", "respond-async");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertSilent(answer.toString());
    }

    private static byte[] packed(int size) {
        var text = new byte[size];
        Arrays.fill(text, (byte) ' ');
        text[0] = '{';
        return gzip(text);
    }

    private static byte[] gzip(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static byte[] archiveBomb() {
        var packed = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(packed))) {
            var manifest = new TarArchiveEntry("package/package.json");
            manifest.setSize(100L << 20);
            tar.putArchiveEntry(manifest);
            tar.write(new byte[100 << 20]);
            tar.closeArchiveEntry();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    // ---- asking for what is none of one's business

    @Test
    void another_tenants_record_looks_like_none() {
        var theirs = hospital.asClinicB().create(new Patient()).getIdElement().getIdPart();
        var nobodys = "never-" + UUID.randomUUID();
        var demo = hospital.asDemo();

        for (var ask : List.of(
                "/Patient/%s",
                "/Patient/%s/_history/1",
                "/Patient/%s/$everything",
                "/Patient?_id=%s&_total=accurate",
                "/Observation?patient=%s&_total=accurate")) {
            assertAlike(ask, demo.get(ask.formatted(theirs)), theirs, demo.get(ask.formatted(nobodys)), nobodys);
        }
        assertAlike("delete", demo.delete("/Patient/" + theirs), theirs, demo.delete("/Patient/" + nobodys), nobodys);
        assertThat(hospital.asClinicB().get("/Patient/" + theirs).status()).isEqualTo(200);
    }

    @Test
    void another_patients_record_looks_like_none_to_a_patient() {
        var own = hospital.asDemo().create(new Patient()).getIdElement().getIdPart();
        var others = hospital.asDemo().create(new Patient()).getIdElement().getIdPart();
        var nobodys = "never-" + UUID.randomUUID();
        var token = forger.signed(forger.claims()
                .subject("asha")
                .claim("scope", "patient/*.rs")
                .claim("patient", own)
                .claim("fhirUser", "Patient/" + own)
                .claim("roles", List.of("PAT"))
                .build());

        assertThat(with(token, "/Patient/" + own).status()).isEqualTo(200);
        for (var ask : List.of("/Patient/%s", "/Patient/%s/_history/1", "/Patient?_id=%s", "/Observation?patient=%s")) {
            assertAlike(ask, with(token, ask.formatted(others)), others, with(token, ask.formatted(nobodys)), nobodys);
        }
    }

    /** But for what differs with every request: ids, times and links. */
    private static void assertAlike(String ask, Answer one, String id, Answer other, String otherId) {
        assertThat(one.status()).as(ask + one + other).isEqualTo(other.status());
        assertThat(plain(one, id)).as(ask).isEqualTo(plain(other, otherId));
        assertSilent(one.toString());
    }

    private static String plain(Answer answer, String id) {
        return answer.body()
                .replace(id, "ID")
                .replaceAll("\"id\":\\s*\"[^\"]*\"", "\"id\":\"\"")
                .replaceAll("\"(lastUpdated|timestamp)\":\\s*\"[^\"]*\"", "\"$1\":\"\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR '1'='1",
                "'; DROP TABLE Patient; --",
                "\" OR \"\"=\"",
                "x') OR pg_sleep(20) IS NULL --",
                "1; SELECT pg_sleep(20)",
                "%' OR 1=1 --",
                "${jndi:ldap://127.0.0.1:9/x}",
                "$(sleep 20)",
                "../../../../etc/passwd",
                "<script>alert(1)</script>",
                "\\u0027 OR 1=1",
                "\u0130' OR 1=1"
            })
    void what_is_searched_for_is_a_value_and_nothing_else(String attack) {
        var value = URLEncoder.encode(attack, StandardCharsets.UTF_8);
        for (var search : List.of(
                "Patient?family=",
                "Patient?family:exact=",
                "Patient?family:contains=",
                "Patient?identifier=",
                "Patient?identifier=http://x|",
                "Patient?_id=",
                "Patient?birthdate=",
                "Patient?_sort=",
                "Patient?_tag=",
                "Patient?_lastUpdated=",
                "Patient?_has:Observation:patient:code=",
                "Patient?_filter=",
                "Patient?_include=",
                "Patient?_elements=",
                "Patient?_source=",
                "Observation?value-quantity=",
                "Observation?code-value-quantity=",
                "Observation?patient.family=",
                "Observation?patient=",
                "ValueSet?url=")) {
            var answer = hospital.asDemo().get("/" + search.replace("|", "%7C") + value);
            assertThat(answer.status()).as(search + answer).isLessThan(500);
            assertSilent(answer.body().replace(attack, ""));
            if (answer.status() == 200 && !search.contains("_elements")) {
                assertThat(answer.resource(Bundle.class).getEntry().stream()
                                .filter(entry -> entry.getResource() instanceof Patient))
                        .as(search)
                        .isEmpty();
            }
        }
        assertThat(hospital.asDemo().get("/Patient?_count=1").status()).isEqualTo(200);
    }

    // ---- sending the server elsewhere

    private static final List<String> INSIDE = List.of(
            "http://169.254.169.254/latest/meta-data",
            "https://169.254.169.254/latest/meta-data",
            "https://[::ffff:169.254.169.254]/x",
            "https://2852039166/x",
            "https://localhost/x",
            "https://[::1]/x",
            "https://0.0.0.0/x",
            "https://10.0.0.1/x",
            "https://192.168.0.1/x",
            "https://[fd00::1]/x",
            "https://127.0.0.2/x",
            "https://2130706434/x",
            "file:///etc/passwd",
            "gopher://127.0.0.2/x",
            "jar:https://127.0.0.2/x!/y");

    @Test
    void no_subscription_leads_inside() {
        for (var address : INSIDE) {
            var subscription = new Subscription()
                    .setStatus(SubscriptionStatus.REQUESTED)
                    .setReason("x")
                    .setCriteria("Patient?");
            subscription.getChannel().setType(SubscriptionChannelType.RESTHOOK).setEndpoint(address);
            var answer = hospital.asDemo().post("/Subscription", subscription);
            assertThat(answer.status()).as(address + answer).isBetween(400, 422);
            assertSilent(answer.toString());
        }
    }

    @Test
    void no_import_leads_inside() {
        for (var address : INSIDE) {
            var asked = new Parameters();
            asked.addParameter("inputFormat", new CodeType("application/fhir+ndjson"));
            asked.addParameter("inputSource", new UriType("https://example.org/"));
            asked.addParameter()
                    .setName("storageDetail")
                    .addPart()
                    .setName("type")
                    .setValue(new CodeType("https"));
            var input = asked.addParameter().setName("input");
            input.addPart().setName("type").setValue(new CodeType("Patient"));
            input.addPart().setName("url").setValue(new UriType(address));
            var answer = hospital.asDemo().post("/$import", asked, "Prefer", "respond-async");
            assertThat(answer.status()).as(address + answer).isBetween(400, 422);
            assertSilent(answer.toString());
        }
    }

    // ---- what every answer carries

    @Test
    void every_answer_tells_browsers_what_they_must_not_do() {
        var answers = Map.of(
                "a record", hospital.asDemo().get("/Patient?_count=1"),
                "the statement", hospital.anonymous().get("/metadata?_elements=status"),
                "no token", hospital.anonymous().get("/Patient"),
                "no such path", hospital.anonymous().at("").get("/nowhere"),
                "an empty segment", hospital.anonymous().get("//Patient"),
                "the sign-in page", hospital.anonymous().at("").get("/login"),
                "the keys", hospital.anonymous().at("").get("/oauth2/jwks"),
                "health", hospital.anonymous().at("").get("/actuator/health"));

        answers.forEach((name, answer) -> {
            var headers = answer.headers();
            assertThat(headers.allValues("X-Content-Type-Options")).as(name).containsExactly("nosniff");
            assertThat(headers.allValues("X-Frame-Options")).as(name).containsExactly("DENY");
            assertThat(headers.allValues("Content-Security-Policy"))
                    .as(name)
                    .singleElement()
                    .asString()
                    .contains("frame-ancestors 'none'");
            assertThat(headers.allValues("Referrer-Policy"))
                    .as(name)
                    .singleElement()
                    .isIn("same-origin", "no-referrer");
            assertThat(headers.firstValue("Server")).as(name).isEmpty();
            assertThat(headers.firstValue("X-Powered-By").orElse("")).as(name).doesNotContain("HAPI");
        });
    }
}

package org.openward.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@HospitalTest
class BulkImportIT {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final String TAGS = "https://example.org/import";
    private static final FileServer ELSEWHERE = new FileServer();

    @AfterAll
    static void the_other_server_stops() {
        ELSEWHERE.close();
    }

    private static String aTag() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }

    private static String line(Resource record) {
        return FHIR.newJsonParser().encodeResourceToString(record);
    }

    private static Organization organization(String tag, int number) {
        var organization = new Organization().setName("Imported " + number);
        organization.getMeta().addTag(TAGS, tag, null);
        return organization;
    }

    private static Organization organization(String tag, int number, String id) {
        var organization = organization(tag, number);
        organization.setId(id);
        return organization;
    }

    private static int found(FhirClient client, String type, String tag) {
        return client.get("/" + type + "?_summary=count&_tag=" + TAGS + "%7C" + tag)
                .resource(Bundle.class)
                .getTotal();
    }

    /** Of files, each as type and address in turn. */
    private static Parameters files(String... typesAndUrls) {
        var parameters = new Parameters();
        parameters.addParameter("inputFormat", new CodeType("application/fhir+ndjson"));
        parameters.addParameter("inputSource", new UriType("https://example.org/"));
        parameters
                .addParameter()
                .setName("storageDetail")
                .addPart()
                .setName("type")
                .setValue(new CodeType("https"));
        for (int i = 0; i < typesAndUrls.length; i += 2) {
            var input = parameters.addParameter().setName("input");
            input.addPart().setName("type").setValue(new CodeType(typesAndUrls[i]));
            input.addPart().setName("url").setValue(new UriType(typesAndUrls[i + 1]));
        }
        return parameters;
    }

    private static BulkClient.Manifest imported(FhirClient client, Parameters files) {
        var bulk = BulkClient.of(client);
        return bulk.await(bulk.begin("/$import", files));
    }

    private static <T> T sql(Hospital hospital, java.util.function.Function<JdbcClient, T> work) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(TransactionOperations.class)
                .execute(status -> work.apply(hospital.part(JdbcClient.class))));
    }

    @Test
    void lines_become_records_under_their_ids_or_new_ones(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var known = demo.create(organization(tag, 0)).getIdElement().getIdPart();
        var own = "own-" + UUID.randomUUID();
        var patient = new Patient();
        patient.setId("pat-" + UUID.randomUUID());
        patient.addName().setFamily("Zoë \u2028 \uD83D\uDC76");
        var result = new Observation()
                .setSubject(new Reference("Patient/" + patient.getIdPart()))
                .setCode(new CodeableConcept(new Coding("http://loinc.org", "718-7", null)));
        result.getMeta().addTag(TAGS, tag, null);

        var manifest = imported(
                demo,
                files(
                        "Organization",
                        ELSEWHERE.file(
                                tag + "o",
                                List.of(
                                        line(organization(tag, 1, "Organization/" + known)),
                                        "",
                                        line(organization(tag, 2, own)),
                                        line(organization(tag, 3)))),
                        "Patient",
                        ELSEWHERE.file(tag + "p", List.of(line(patient))),
                        "Observation",
                        ELSEWHERE.file(tag + "r", List.of(line(result)))));

        assertThat(manifest.content().path("error")).isEmpty();
        assertThat(manifest.content().path("output"))
                .extracting(output -> output.path("type").asText() + " "
                        + output.path("count").asInt() + " "
                        + output.path("inputUrl").asText())
                .containsExactly(
                        "Organization 3 " + ELSEWHERE.address(tag + "o"),
                        "Patient 1 " + ELSEWHERE.address(tag + "p"),
                        "Observation 1 " + ELSEWHERE.address(tag + "r"));
        assertThat(demo.read(Organization.class, known).getName()).isEqualTo("Imported 1");
        assertThat(demo.read(Organization.class, known).getMeta().getVersionId())
                .isEqualTo("2");
        assertThat(demo.read(Organization.class, own).getName()).isEqualTo("Imported 2");
        assertThat(found(demo, "Organization", tag)).isEqualTo(3);
        assertThat(found(demo, "Observation", tag)).isEqualTo(1);
        // The guard of the registration drew a medical record number.
        assertThat(demo.read(Patient.class, patient.getIdPart()).getIdentifier())
                .isNotEmpty();
    }

    @Test
    void a_bad_line_stops_no_other_and_is_told_with_its_number(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var lines = new ArrayList<String>();
        for (int i = 1; i <= 250; i++) {
            lines.add(line(organization(tag, i)));
        }
        lines.set(9, "{\"resourceType\":\"Organization\",\"name\":");
        lines.set(19, line(new Patient()));
        lines.set(29, "{\"resourceType\":\"Orgy\"}");
        lines.set(39, "nothing");
        lines.set(49, line(organization(tag, 50, "1234567")));
        lines.set(129, line(organization(tag, 130).setPartOf(new Reference("Organization/not-here"))));
        lines.set(139, line(organization(tag, 140)).replace("Imported 140", "\\u0000"));
        lines.set(149, "[]");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(new byte[] {'{', (byte) 0xff, '}', '\n'});
        bytes.writeBytes(line(organization(tag, 252)).getBytes(StandardCharsets.UTF_8));

        var manifest = imported(demo, files("Organization", ELSEWHERE.file(tag, bytes.toByteArray())));

        assertThat(found(demo, "Organization", tag)).isEqualTo(243);
        assertThat(manifest.content().path("output").path(0).path("count").asInt())
                .isEqualTo(243);
        var errors = manifest.lines("error");
        assertThat(errors).allMatch(error -> error.startsWith("{\"resourceType\":\"OperationOutcome\""));
        assertThat(errors)
                .extracting(error -> error.replaceFirst("(?s)^.*?Line (\\d+) of .*$", "$1"))
                .containsExactly("10", "20", "30", "40", "50", "130", "140", "150", "251");
    }

    @Test
    void what_the_token_does_not_allow_is_not_written(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var known = demo.create(organization(tag, 0)).getIdElement().getIdPart();
        var writer = hospital.withScope("system/Organization.cr");
        var url = ELSEWHERE.file(
                tag,
                List.of(line(organization(tag, 1)), line(organization(tag, 2, known)), line(organization(tag, 3))));

        var manifest = imported(writer, files("Organization", url));

        assertThat(found(demo, "Organization", tag)).isEqualTo(3);
        assertThat(demo.read(Organization.class, known).getName()).isEqualTo("Imported 0");
        assertThat(manifest.lines("error")).singleElement().asString().contains("Line 2", "forbidden");
        for (var scope : List.of("system/Organization.rs", "system/Patient.cruds")) {
            assertThat(hospital.withScope(scope)
                            .post("/$import", files("Organization", url), "Prefer", "respond-async")
                            .status())
                    .as(scope)
                    .isEqualTo(403);
        }
        assertThat(hospital.anonymous()
                        .post("/$import", files("Organization", url), "Prefer", "respond-async")
                        .status())
                .isEqualTo(401);
    }

    /** Found or not, the line would tell it. */
    @Test
    void a_line_names_no_record_by_a_search_that_its_submitter_may_not_make(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var whole = "Organization?_id="
                + demo.create(organization(tag, 0)).getIdElement().getIdPart();
        var closed = whole + "&_has:Location:organization:name=";
        demo.create(new Location().setName(tag).setManagingOrganization(new Reference(whole)));
        var lines = new ArrayList<String>();
        for (var name : List.of(whole, closed + tag, closed + "none", whole)) {
            lines.add(line(organization(tag, lines.size() + 1).setPartOf(new Reference(name))));
        }

        var manifest = imported(
                hospital.withScope("system/Organization.crs"), files("Organization", ELSEWHERE.file(tag, lines)));

        assertThat(found(demo, "Organization", tag)).isEqualTo(3);
        assertThat(manifest.lines("error")).hasSize(2).allMatch(error -> error.contains("forbidden"));
    }

    @Test
    void a_guard_is_not_passed_by_an_import(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var issued = new Invoice().setStatus(Invoice.InvoiceStatus.ISSUED);
        issued.getMeta().addTag(TAGS, tag, null);
        var byHand = demo.post("/Invoice", issued);

        var manifest = imported(demo, files("Invoice", ELSEWHERE.file(tag, List.of(line(issued)))));

        assertThat(byHand.status()).isEqualTo(422);
        assertThat(manifest.lines("error")).singleElement().asString().contains(byHand.invariant());
        assertThat(found(demo, "Invoice", tag)).isZero();
    }

    @Test
    void an_import_writes_in_the_tenant_of_its_submitter(Hospital hospital) {
        var tag = aTag();
        var clinic = new BulkClient(hospital.asClinicB(), "/fhir/clinic-b");

        clinic.await(clinic.begin(
                "/$import", files("Organization", ELSEWHERE.file(tag, List.of(line(organization(tag, 1)))))));

        assertThat(found(hospital.asClinicB(), "Organization", tag)).isEqualTo(1);
        assertThat(found(hospital.asDemo(), "Organization", tag)).isZero();
    }

    @Test
    void every_write_stands_in_the_audit_trail_as_the_submitters(Hospital hospital) {
        var tag = aTag();
        var id = "audited-" + UUID.randomUUID();

        imported(
                hospital.asMigrator(),
                files("Organization", ELSEWHERE.file(tag, List.of(line(organization(tag, 1, id))))));

        var agents = sql(hospital, jdbc -> jdbc.sql(
                        "select agent from openward.audit_event where entity_id = :id and interaction = 'create'")
                .param("id", id)
                .query(String.class)
                .list());
        assertThat(agents).containsExactly("migrator");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/patients.ndjson",
                "http://127.0.0.2/patients.ndjson",
                "https://127.0.0.2/patients.ndjson",
                "https://[::1]/patients.ndjson",
                "https://10.1.2.3/patients.ndjson",
                "https://169.254.169.254/latest/meta-data",
                "https://localhost/patients.ndjson",
                "https://user@example.org/patients.ndjson",
                "file:///etc/passwd",
                "patients.ndjson"
            })
    void an_address_inside_or_in_the_clear_is_refused(String url, Hospital hospital) {
        var answer = hospital.asDemo().post("/$import", files("Patient", url), "Prefer", "respond-async");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("address");
    }

    @Test
    void a_request_that_cannot_be_understood_is_refused(Hospital hospital) {
        var demo = hospital.asDemo();
        var url = ELSEWHERE.file("empty", new byte[0]);
        var noFormat = files("Patient", url);
        noFormat.getParameter().remove(0);
        var otherStorage = files("Patient", url);
        otherStorage.getParameter().get(2).getPartFirstRep().setValue(new CodeType("aws-s3"));
        var unknown = files("Patient", url);
        unknown.addParameter("made-up", new StringType("1"));

        for (var body :
                List.of(noFormat, otherStorage, unknown, files(), files("Patience", url), files("AuditEvent", url))) {
            assertThat(demo.post("/$import", body, "Prefer", "respond-async").status())
                    .isEqualTo(400);
        }
        assertThat(demo.post("/$import", files("Patient", url)).status()).isEqualTo(400);
        assertThat(demo.get("/$import", "Prefer", "respond-async").status()).isEqualTo(405);
    }

    @Test
    void a_file_that_is_not_there_or_moved_is_told_and_the_next_one_is_imported(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var url = ELSEWHERE.file(tag, List.of(line(organization(tag, 1))));

        var manifest = imported(
                demo,
                files(
                        "Patient", ELSEWHERE.address("missing"),
                        "Organization", ELSEWHERE.address("moved" + tag),
                        "Organization", url));

        assertThat(found(demo, "Organization", tag)).isEqualTo(1);
        assertThat(ELSEWHERE.asked(tag)).isEqualTo(1);
        assertThat(manifest.lines("error"))
                .satisfiesExactly(first -> assertThat(first).contains("missing", "404"), second -> assertThat(second)
                        .contains("moved", "302"));
    }

    /** A server that is killed in the middle of a job, as it looks from the database. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void a_killed_server_stores_no_line_twice_and_loses_none(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var lines = new ArrayList<String>();
        for (int i = 1; i <= 350; i++) {
            lines.add(i == 120 ? "{}" : line(organization(tag, i)));
        }
        var bulk = BulkClient.of(demo);
        var status = bulk.begin("/$import", files("Organization", ELSEWHERE.file(tag, lines)));
        var job = BulkClient.job(status);
        var dead = new Turn(job, TenantId.DEFAULT, UUID.randomUUID(), 1);
        sql(hospital, jdbc -> jdbc.sql(
                        "update openward.bulk_turn set holder = :holder, due_at = 'infinity' where job_id = :job")
                .param("holder", dead.holder())
                .param("job", job)
                .update());
        var worker = hospital.part(TurnTaking.class);

        var left = new int[] {60};
        Awaitility.await().until(() -> {
            try {
                worker.carryOut(dead, () -> {
                    if (left[0]-- == 0) {
                        throw new Killed();
                    }
                    return true;
                });
                return false;
            } catch (Killed killed) {
                return true;
            }
        });
        var before = found(demo, "Organization", tag);
        sql(hospital, jdbc -> jdbc.sql("update openward.bulk_turn set due_at = now() where job_id = :job")
                .param("job", job)
                .update());
        var manifest = bulk.await(status);

        assertThat(before).isBetween(100, 348);
        assertThat(found(demo, "Organization", tag)).isEqualTo(349);
        assertThat(manifest.content().path("output").path(0).path("count").asInt())
                .isEqualTo(349);
        assertThat(manifest.lines("error")).singleElement().asString().contains("Line 120 of ");
        assertThat(ELSEWHERE.asked(tag)).isEqualTo(1);
    }

    @Test
    void sixteen_imports_at_once_store_each_line_once(Hospital hospital) throws Exception {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        var shared = "shared-" + UUID.randomUUID();
        var lines = new ArrayList<String>();
        for (int i = 1; i <= 20; i++) {
            lines.add(line(organization(tag, i)));
        }
        lines.add(line(organization(tag, 0, shared)));
        var url = ELSEWHERE.file(tag, lines);

        var jobs = AtOnce.all(16, client -> () -> bulk.begin("/$import", files("Organization", url)));

        assertThat(jobs).allMatch(AtOnce.Outcome::succeeded);
        assertThat(jobs).allSatisfy(job -> assertThat(
                        bulk.await(job.result().get(0)).content().path("error"))
                .isEmpty());
        assertThat(found(bulk.client(), "Organization", tag)).isEqualTo(16 * 20 + 1);
    }

    @Test
    void nothing_of_what_was_fetched_is_kept_or_handed_out(Hospital hospital) {
        var tag = aTag();
        var bulk = BulkClient.of(hospital.asDemo());
        var status =
                bulk.begin("/$import", files("Organization", ELSEWHERE.file(tag, List.of(line(organization(tag, 1))))));
        bulk.await(status);
        var job = BulkClient.job(status);

        var chunks = sql(hospital, jdbc -> jdbc.sql("select count(*) from openward.bulk_chunk where job_id = :job")
                .param("job", job)
                .query(Integer.class)
                .single());

        assertThat(chunks).isZero();
        assertThat(bulk.client().get("/$bulk-file?job=" + job + "&file=1").status())
                .isEqualTo(404);
        assertThat(hospital.asMigrator().get(status).status()).isEqualTo(404);
        assertThat(bulk.client().delete(status).status()).isEqualTo(202);
        assertThat(bulk.client().get(status).status()).isEqualTo(404);
    }
}

package org.openward.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.FhirStore;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@HospitalTest
class BulkExportIT {
    private static final String TAGS = "https://example.org/bulk";

    private static String name(Resource record) {
        return record.fhirType() + "/" + record.getIdElement().getIdPart();
    }

    private static <T extends Resource> T tagged(T record, String tag) {
        record.getMeta().addTag(TAGS, tag, null);
        return record;
    }

    private static Patient patient(FhirClient client, String tag) {
        var patient = tagged(new Patient(), tag);
        patient.addName().setFamily("Bulk").addGiven("Zoë \"Q\" \\ \u2028 \uD83D\uDC76");
        patient.getMeta().setSource("https://example.org/source");
        patient.getMeta().addProfile("http://hl7.org/fhir/StructureDefinition/Patient");
        return client.create(patient);
    }

    private static Observation observation(FhirClient client, Patient subject, String tag, String code) {
        return client.create(tagged(
                new Observation()
                        .setSubject(new Reference(name(subject)))
                        .setCode(new CodeableConcept(new Coding("http://loinc.org", code, null))),
                tag));
    }

    private static String aTag() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }

    private static String only(String tag, String... types) {
        var filters = new ArrayList<String>();
        for (var type : types) {
            filters.add("_typeFilter=" + type + "%3F_tag=" + TAGS + "%257C" + tag);
        }
        return "_type=" + String.join(",", types) + "&" + String.join("&", filters);
    }

    private static <T> T inTransaction(Hospital hospital, String tenant, Callable<T> work) {
        return Acting.as(Caller.server(new TenantId(tenant), "test"), () -> hospital.part(TransactionOperations.class)
                .execute(status -> {
                    try {
                        return work.call();
                    } catch (Exception failure) {
                        throw new AssertionError(failure);
                    }
                }));
    }

    private static int rows(Hospital hospital, String table, UUID job) {
        return inTransaction(hospital, "default", () -> hospital.part(JdbcClient.class)
                .sql("select count(*) from openward." + table + " where " + (table.equals("bulk_job") ? "id" : "job_id")
                        + " = :job")
                .param("job", job)
                .query(Integer.class)
                .single());
    }

    private static int change(Hospital hospital, String statement, UUID job) {
        return inTransaction(hospital, "default", () -> hospital.part(JdbcClient.class)
                .sql(statement)
                .param("job", job)
                .update());
    }

    @Test
    void an_export_holds_each_record_once_and_as_a_read_shows_it(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var first = patient(demo, tag);
        var second = patient(demo, tag);
        var result = observation(demo, first, tag, "718-7");
        first.addName().setFamily("Changed");
        demo.put("/" + name(first), first);

        var manifest = BulkClient.of(demo).export("/$export?" + only(tag, "Patient", "Observation"));

        assertThat(manifest.records().keySet()).containsExactlyInAnyOrder(name(first), name(second), name(result));
        assertThat(manifest.types()).containsExactly("Observation", "Patient");
        assertThat(manifest.content().path("requiresAccessToken").asBoolean()).isTrue();
        assertThat(manifest.content().path("request").asText()).contains("/fhir/$export?_type=Patient");
        assertThat(manifest.content().path("error")).isEmpty();
        manifest.records().forEach((name, line) -> assertThat(line)
                .isEqualTo(demo.get("/" + name).body()));
    }

    @FullRun
    @Test
    void an_export_by_post_takes_the_same_parameters(Hospital hospital) {
        var demo = hospital.asDemo();
        var since = Instant.now();
        var tag = aTag();
        var patient = patient(demo, tag);
        var body = new Parameters();
        body.addParameter("_type", new StringType("Patient"));
        body.addParameter("_outputFormat", new StringType("ndjson"));
        body.addParameter("_since", new InstantType(java.util.Date.from(since)));
        body.addParameter("_typeFilter", new StringType("Patient?_tag=" + TAGS + "|" + tag));

        var bulk = BulkClient.of(demo);
        var manifest = bulk.await(bulk.begin("/$export", body));

        assertThat(manifest.records().keySet()).containsExactly(name(patient));
    }

    @Test
    void an_export_of_patients_holds_their_own_records_and_no_others(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var doctor = demo.create(tagged(new Practitioner(), tag));
        var patient = patient(demo, tag);
        var result = observation(demo, patient, tag, "718-7");
        var control = demo.create(tagged(
                new Observation()
                        .setCode(new CodeableConcept().setText("Control"))
                        .addPerformer(new Reference(name(doctor))),
                tag));
        var problem = demo.create(new Condition().setSubject(new Reference(name(patient))));
        var visit = new Appointment().setStatus(Appointment.AppointmentStatus.PROPOSED);
        visit.addParticipant()
                .setActor(new Reference(name(patient)))
                .setStatus(Appointment.ParticipationStatus.ACCEPTED);
        var booked = demo.create(visit);
        var since = Instant.now().minus(Duration.ofMinutes(5));

        var manifest = BulkClient.of(demo).export("/Patient/$export?_since=" + since);

        assertThat(manifest.records().keySet())
                .contains(name(patient), name(result), name(problem), name(booked))
                .doesNotContain(name(control), name(doctor));
        var refused = demo.get("/Patient/$export?_type=Practitioner", "Prefer", "respond-async");
        assertThat(refused.status()).isEqualTo(400);
    }

    @FullRun
    @Test
    void an_export_of_some_patients_holds_no_others(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var wanted = patient(demo, tag);
        var other = patient(demo, tag);
        var result = observation(demo, wanted, tag, "718-7");
        observation(demo, other, tag, "718-7");
        var body = new Parameters();
        body.addParameter("patient", new Reference(name(wanted)));
        body.addParameter("patient", new Reference("Patient/nobody"));

        var bulk = BulkClient.of(demo);
        var manifest = bulk.await(bulk.begin("/Patient/$export", body));

        assertThat(manifest.records().keySet()).containsExactlyInAnyOrder(name(wanted), name(result));
        assertThat(manifest.lines("error")).singleElement().asString().contains("Patient/nobody", "OperationOutcome");
    }

    @Test
    void an_export_of_a_group_holds_its_present_members_only(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var member = patient(demo, tag);
        var inactive = patient(demo, tag);
        var former = patient(demo, tag);
        var stranger = patient(demo, tag);
        var result = observation(demo, member, tag, "718-7");
        List.of(inactive, former, stranger).forEach(other -> observation(demo, other, tag, "718-7"));
        var group = new Group().setActual(true).setType(Group.GroupType.PERSON);
        group.addMember().setEntity(new Reference(name(member)));
        group.addMember().setEntity(new Reference(name(inactive))).setInactive(true);
        group.addMember()
                .setEntity(new Reference(name(former)))
                .getPeriod()
                .setEnd(java.util.Date.from(Instant.parse("2020-01-01T00:00:00Z")));
        var stored = name(demo.create(group));
        var path = "/" + stored + "/$export";

        var manifest = BulkClient.of(demo).export(path);
        var body = new Parameters();
        body.addParameter("patient", new Reference(name(stranger)));
        var bulk = BulkClient.of(demo);
        var ofNobody = bulk.await(bulk.begin(path, body));

        assertThat(manifest.records().keySet()).containsExactlyInAnyOrder(stored, name(member), name(result));
        assertThat(ofNobody.records()).isEmpty();
        assertThat(ofNobody.lines("error")).singleElement().asString().contains("no current member");
        assertThat(demo.get("/Group/none/$export", "Prefer", "respond-async").status())
                .isEqualTo(404);
        assertThat(hospital.withScope("system/Patient.rs system/Observation.rs")
                        .get(path, "Prefer", "respond-async")
                        .status())
                .isEqualTo(403);
    }

    @Test
    @FullRun
    void an_export_since_a_moment_holds_what_was_changed_and_deleted_since(Hospital hospital) throws Exception {
        var demo = hospital.asDemo();
        var tag = aTag();
        var untouched = demo.create(tagged(new Basic().setCode(new CodeableConcept().setText("a")), tag));
        var changed = demo.create(tagged(new Basic().setCode(new CodeableConcept().setText("b")), tag));
        var deleted = demo.create(tagged(new Basic().setCode(new CodeableConcept().setText("c")), tag));
        var first = BulkClient.of(demo).export("/$export?" + only(tag, "Basic"));
        demo.put("/" + name(changed), changed.setCode(new CodeableConcept().setText("B")));
        demo.delete("/" + name(deleted));

        var since = first.content().path("transactionTime").asText();
        var second = BulkClient.of(demo).export("/$export?_since=" + since + "&" + only(tag, "Basic"));

        var before = BulkClient.of(demo).export("/$export?_until=" + since + "&" + only(tag, "Basic"));

        assertThat(before.records().keySet()).containsExactly(name(untouched));
        assertThat(first.records().keySet()).containsExactlyInAnyOrder(name(untouched), name(changed), name(deleted));
        assertThat(second.records().keySet()).containsExactly(name(changed));
        assertThat(second.content().path("deleted").path(0).path("type").asText())
                .isEqualTo("Bundle");
        var bundles = second.lines("deleted").stream()
                .map(line -> ca.uhn.fhir.context.FhirContext.forR4Cached()
                        .newJsonParser()
                        .parseResource(Bundle.class, line))
                .toList();
        assertThat(bundles)
                .allSatisfy(bundle -> assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.TRANSACTION))
                .flatExtracting(Bundle::getEntry)
                .extracting(entry -> entry.getRequest().getMethod() + " "
                        + entry.getRequest().getUrl())
                .contains("DELETE " + name(deleted))
                .doesNotContain("DELETE " + name(changed));
        assertThat(first.content().path("deleted")).isEmpty();
    }

    @FullRun
    @Test
    void several_filters_of_a_type_are_alternatives(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var patient = patient(demo, tag);
        var hemoglobin = observation(demo, patient, tag, "718-7");
        var sodium = observation(demo, patient, tag, "2951-2");
        observation(demo, patient, tag, "2823-3");
        var by = "Observation%3Fsubject=" + name(patient) + "%26code=";

        var manifest = BulkClient.of(demo)
                .export("/$export?_type=Observation&_typeFilter=" + by + "718-7,2951-2&_typeFilter=" + by + "718-7");
        var listed =
                BulkClient.of(demo).export("/$export?_type=Observation&_typeFilter=" + by + "718-7," + by + "2951-2");

        assertThat(manifest.records().keySet()).containsExactlyInAnyOrder(name(hemoglobin), name(sodium));
        assertThat(listed.records().keySet()).isEqualTo(manifest.records().keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_outputFormat=application/fhir%2Bxml",
                "_type=Patience",
                "_type=AuditEvent",
                "_type=Patient,",
                "_since=yesterday",
                "_since=2026-11-21",
                "_until=now",
                "_elements=nickname",
                "_elements=",
                "_type=Patient&_elements=Observation.code",
                "made-up=1",
                "patient=Patient/1",
                "_typeFilter=Patient",
                "_typeFilter=Patient%3Fmade-up=1",
                "_typeFilter=Patient%3F_sort=birthdate",
                "_typeFilter=Patient%3Fbirthdate=soon",
                "_typeFilter=Patient%3Factive=",
                "_typeFilter=Observation%3Fvalue-quantity=some",
                "_typeFilter=Observation%3Fvalue-quantity=1e999999999",
                "_typeFilter=Observation%3F_lastUpdated=soon",
                "_typeFilter=Observation%3Fdate=",
                "_type=Observation&_typeFilter=Patient%3Factive=true",
                "_since=2026-11-21T00:00:00Z&_since=2026-11-22T00:00:00Z"
            })
    void what_cannot_be_understood_is_refused(String parameters, Hospital hospital) {
        var answer = hospital.asDemo().get("/$export?" + parameters, "Prefer", "respond-async");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).isNotBlank();
        assertThat(answer.headers().firstValue("Content-Location")).isEmpty();
    }

    @Test
    void a_client_that_does_not_want_to_wait_or_sends_something_else_is_refused(Hospital hospital) {
        var demo = hospital.asDemo();

        assertThat(demo.get("/$export").status()).isEqualTo(400);
        assertThat(demo.post("/$export", new Patient(), "Prefer", "respond-async")
                        .status())
                .isEqualTo(400);
        assertThat(demo.get("/Observation/$export", "Prefer", "respond-async").status())
                .isIn(400, 404);
        assertThat(demo.get("/Patient/1/$export", "Prefer", "respond-async").status())
                .isIn(400, 404);
    }

    @Test
    void a_lenient_client_learns_what_was_left_out(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());

        var taken = bulk.client().get("/$export?_type=Basic&made-up=1", "Prefer", "respond-async, handling=lenient");
        var status =
                taken.headers().firstValue("Content-Location").orElseThrow().replaceFirst("^.*/fhir", "");

        assertThat(taken.status()).isEqualTo(202);
        assertThat(bulk.await(status).lines("error")).singleElement().asString().contains("made-up");
    }

    @Test
    void an_export_holds_only_the_elements_that_are_asked_for_and_says_so(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var patient = patient(demo, tag);
        var result = observation(demo, patient, tag, "718-7");

        var records = BulkClient.of(demo)
                .export("/$export?" + only(tag, "Patient", "Observation")
                        + "&_elements=Patient.name,Observation.subject")
                .records();

        var ofPatient = BulkClient.json(Objects.requireNonNull(records.get(name(patient))));
        var ofResult = BulkClient.json(Objects.requireNonNull(records.get(name(result))));
        assertThat(ofPatient.fieldNames()).toIterable().containsExactlyInAnyOrder("resourceType", "id", "meta", "name");
        assertThat(ofPatient.at("/name/0/family").asText()).isEqualTo("Bulk");
        assertThat(ofPatient.at("/meta/tag").findValuesAsText("code")).contains(tag, "SUBSETTED");
        assertThat(ofResult.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("resourceType", "id", "meta", "code", "subject");
    }

    @FullRun
    @Test
    void elements_of_one_type_leave_others_whole(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var patient = patient(demo, tag);

        var records = BulkClient.of(demo)
                .export("/$export?" + only(tag, "Patient", "Observation") + "&_elements=Observation.code")
                .records();

        assertThat(records.get(name(patient)))
                .isEqualTo(demo.get("/" + name(patient)).body());
    }

    @Test
    void a_token_takes_out_the_types_that_it_reaches_whole(Hospital hospital) {
        var demo = hospital.asDemo();
        var tag = aTag();
        var patient = patient(demo, tag);
        observation(demo, patient, tag, "718-7");
        demo.create(tagged(new Organization().setName("Bulk"), tag));
        var since = Instant.now().minus(Duration.ofMinutes(5));
        var narrow = hospital.withScope("system/Patient.rs system/Organization.rs"
                + " system/Observation.rs?category=laboratory system/Encounter.r");

        var types = Set.copyOf(
                BulkClient.of(narrow).export("/$export?_since=" + since).types());

        assertThat(types).containsExactlyInAnyOrder("Patient", "Organization");
        for (var type : List.of("Observation", "Encounter", "Patient,Condition")) {
            var refused = narrow.get("/$export?_type=" + type, "Prefer", "respond-async");
            assertThat(refused.status()).as(type).isEqualTo(403);
        }
        var chained = narrow.get(
                "/$export?_type=Patient&_typeFilter=Patient%3F_has:Observation:subject:code=718-7",
                "Prefer", "respond-async");
        assertThat(chained.status()).isEqualTo(403);
        var misspelt = demo.get("/$export?_type=Patient&_typeFilter=Patient%3Fname:near=x", "Prefer", "respond-async");
        assertThat(misspelt.status()).isEqualTo(400);
        var none = hospital.withScope("system/Observation.rs?category=laboratory");
        assertThat(none.get("/$export", "Prefer", "respond-async").status()).isEqualTo(403);
        assertThat(hospital.anonymous()
                        .get("/$export", "Prefer", "respond-async")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_job_and_its_files_are_its_submitters_alone(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        patient(bulk.client(), tag);
        var status = bulk.begin("/$export?" + only(tag, "Patient"));
        var file = bulk.await(status).files("output").get(0);

        for (var path : List.of(status, file)) {
            assertThat(bulk.client().get(path).status()).isEqualTo(200);
            assertThat(hospital.asMigrator().get(path).status()).isEqualTo(404);
            assertThat(hospital.asClinicB().get(path).status()).isEqualTo(404);
            assertThat(hospital.anonymous().get(path).status()).isEqualTo(401);
        }
        assertThat(hospital.asMigrator().delete(status).status()).isEqualTo(404);
        assertThat(hospital.asClinicB().delete(status).status()).isEqualTo(404);
        assertThat(bulk.client().get("/$bulk-status?job=1").status()).isEqualTo(404);
        assertThat(bulk.client().get("/$bulk-status?job=" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(bulk.client().get("/$bulk-status").status()).isEqualTo(404);
        assertThat(bulk.client().get(file.replaceFirst("file=\\d+", "file=99")).status())
                .isEqualTo(404);
        assertThat(bulk.client().get(file.replaceFirst("file=\\d+", "file=x")).status())
                .isEqualTo(404);
    }

    @Test
    void two_tenants_export_each_its_own(Hospital hospital) {
        var tag = aTag();
        var ours = patient(hospital.asDemo(), tag);
        var theirs = patient(hospital.asClinicB(), tag);
        var clinic = new BulkClient(hospital.asClinicB(), "/fhir/clinic-b");
        var since = Instant.now().minus(Duration.ofMinutes(5));

        var filtered = clinic.export("/$export?" + only(tag, "Patient"));
        var all = clinic.export("/$export?_type=Patient&_since=" + since);
        var here = BulkClient.of(hospital.asDemo()).export("/Patient/$export?_since=" + since);
        var everything = clinic.export("/$export?_since=" + since);

        assertThat(filtered.records().keySet()).containsExactly(name(theirs));
        assertThat(all.records().keySet()).contains(name(theirs)).doesNotContain(name(ours));
        assertThat(here.records().keySet()).contains(name(ours)).doesNotContain(name(theirs));
        assertThat(everything.records().keySet()).contains(name(theirs)).doesNotContain(name(ours));
    }

    @Test
    void a_file_comes_packed_when_that_is_asked_for(Hospital hospital) throws Exception {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        for (int i = 0; i < 5; i++) {
            patient(bulk.client(), tag);
        }
        var file =
                bulk.export("/$export?" + only(tag, "Patient")).files("output").get(0);

        var packed = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(hospital.root().resolve("/fhir" + file))
                                .header(
                                        "Authorization",
                                        "Bearer " + bulk.client().token())
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.headers().firstValueAsLong("Content-Length")).hasValue(packed.body().length);
        assertThat(unpacked(packed.body())).isEqualTo(bulk.client().get(file).body());
    }

    private static String unpacked(byte[] bytes) throws IOException {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_withdrawn_job_is_gone_with_its_files(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        patient(bulk.client(), tag);
        var finished = bulk.begin("/$export?" + only(tag, "Patient"));
        var file = bulk.await(finished).files("output").get(0);
        var running = bulk.begin("/$export");

        for (var status : List.of(finished, running)) {
            assertThat(bulk.client().delete(status).status()).isEqualTo(202);
            assertThat(bulk.client().get(status).status()).isEqualTo(404);
            assertThat(bulk.client().delete(status).status()).isEqualTo(404);
        }

        assertThat(bulk.client().get(file).status()).isEqualTo(404);
        isRemoved(hospital, BulkClient.job(finished));
        isRemoved(hospital, BulkClient.job(running));
    }

    private static void isRemoved(Hospital hospital, UUID job) {
        for (var table : List.of("bulk_job", "bulk_turn", "bulk_page", "bulk_found", "bulk_file", "bulk_chunk")) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(rows(hospital, table, job))
                    .as(table)
                    .isZero());
        }
    }

    @FullRun
    @Test
    void a_withdrawal_does_not_wait_for_a_long_step(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var status = bulk.begin("/$export?_type=Basic");
        var job = BulkClient.job(status);
        takenByTheTest(hospital, job);

        var withdrawn = inTransaction(hospital, "default", () -> {
            hospital.part(JdbcClient.class)
                    .sql("select 1 from openward.bulk_turn where job_id = :job for update")
                    .param("job", job)
                    .query(Integer.class)
                    .single();
            return bulk.client().delete(status).status();
        });

        assertThat(withdrawn).isEqualTo(202);
        assertThat(bulk.client().get(status).status()).isEqualTo(404);
        change(hospital, "update openward.bulk_turn set due_at = now() where job_id = :job", job);
        isRemoved(hospital, job);
    }

    @FullRun
    @Test
    void an_expired_job_is_gone_with_its_files(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        patient(bulk.client(), tag);
        var status = bulk.begin("/$export?" + only(tag, "Patient"));
        var file = bulk.await(status).files("output").get(0);
        var job = BulkClient.job(status);

        change(hospital, "update openward.bulk_job set expires_at = now() where id = :job", job);

        assertThat(bulk.client().get(status).status()).isEqualTo(404);
        assertThat(bulk.client().get(file).status()).isEqualTo(404);
        change(hospital, "update openward.bulk_turn set due_at = now() where job_id = :job", job);
        isRemoved(hospital, job);
    }

    @Test
    void what_is_asked_fetched_and_withdrawn_stands_in_the_audit_trail(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        patient(bulk.client(), tag);
        var status = bulk.begin("/$export?" + only(tag, "Patient"));
        var file = bulk.await(status).files("output").get(0);
        bulk.client().get(file);
        bulk.client().delete(status);
        hospital.withScope("system/Patient.rs").get("/$export?_type=Basic", "Prefer", "respond-async");

        var requests = inTransaction(hospital, "default", () -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        select outcome || ' ' || request from openward.audit_event
                        where interaction = 'operation' and recorded > now() - interval '5 minutes'""")
                .query(String.class)
                .list());

        assertThat(requests)
                .filteredOn(request ->
                        request.startsWith("0 GET") && request.contains("/$export?") && request.contains(tag))
                .hasSize(1);
        assertThat(requests)
                .filteredOn(request -> request.startsWith("0 GET")
                        && request.contains("/$bulk-file?")
                        && request.contains(BulkClient.job(status).toString()))
                .hasSize(1);
        assertThat(requests)
                .filteredOn(request -> request.startsWith("0 DELETE")
                        && request.contains(BulkClient.job(status).toString()))
                .hasSize(1);
        assertThat(requests).anyMatch(request -> request.startsWith("4 GET") && request.contains("_type=Basic"));
    }

    /** A server that is killed in the middle of a job, as it looks from the database. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static Turn takenByTheTest(Hospital hospital, UUID job) {
        var turn = new Turn(job, TenantId.DEFAULT, UUID.randomUUID(), 1);
        inTransaction(hospital, "default", () -> hospital.part(JdbcClient.class)
                .sql("update openward.bulk_turn set holder = :holder, due_at = 'infinity' where job_id = :job")
                .param("holder", turn.holder())
                .param("job", job)
                .update());
        return turn;
    }

    private static void killedAfter(int steps, Turn turn, TurnTaking worker) {
        var left = new int[] {steps};
        try {
            worker.carryOut(turn, () -> {
                if (left[0]-- == 0) {
                    throw new Killed();
                }
                return true;
            });
        } catch (Killed killed) {
            return;
        }
        throw new AssertionError("The job ended before the server was killed.");
    }

    @Test
    void a_killed_server_loses_no_line_and_writes_none_twice(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        var wanted = new ArrayList<String>();
        var patient = patient(bulk.client(), tag);
        wanted.add(name(patient));
        wanted.add(name(observation(bulk.client(), patient, tag, "718-7")));
        wanted.add(name(bulk.client().create(tagged(new Organization().setName("Bulk"), tag))));
        wanted.add(name(bulk.client().create(tagged(new Practitioner(), tag))));
        var worker = hospital.part(TurnTaking.class);
        var status = bulk.begin("/$export?" + only(tag, "Patient", "Observation", "Organization", "Practitioner"));
        var dead = takenByTheTest(hospital, BulkClient.job(status));
        Awaitility.await()
                .until(() -> inTransaction(
                        hospital, "default", () -> hospital.part(Jobs.class).isSettled(dead.job())));

        // Once to begin, twice for each type that is listed, twice for each page but the last, which was not told.
        killedAfter(1 + 2 * 4 + 3, dead, worker);
        var linesBefore = rows(hospital, "bulk_chunk", dead.job());
        change(hospital, "update openward.bulk_turn set due_at = now() where job_id = :job", dead.job());
        var manifest = bulk.await(status);
        worker.carryOut(dead, () -> true);

        assertThat(linesBefore).isEqualTo(2);
        assertThat(manifest.records().keySet()).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(bulk.await(status).records()).isEqualTo(manifest.records());
    }

    @Test
    void what_changes_while_a_job_runs_comes_out_as_it_was(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        var changed = patient(bulk.client(), tag);
        var deleted = patient(bulk.client(), tag);
        var before = bulk.client().get("/" + name(changed)).body();
        var status = bulk.begin("/$export?_type=Patient&_since=" + Instant.now().minus(Duration.ofMinutes(5)));
        var job = BulkClient.job(status);
        takenByTheTest(hospital, job);
        changed.addName().setFamily("Later");
        bulk.client().put("/" + name(changed), changed);
        bulk.client().delete("/" + name(deleted));
        var later = patient(bulk.client(), tag);

        change(hospital, "update openward.bulk_turn set due_at = now() where job_id = :job", job);
        var manifest = bulk.await(status);

        assertThat(manifest.records())
                .containsEntry(name(changed), before)
                .containsKey(name(deleted))
                .doesNotContainKey(name(later));
        assertThat(String.join("", manifest.lines("deleted"))).doesNotContain(name(deleted));
    }

    @FullRun
    @Test
    void a_record_that_is_being_written_when_a_job_is_asked_for_is_in_it(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();

        var slow = new ArrayList<String>();
        var status = inTransaction(hospital, "default", () -> {
            slow.add(name(hospital.part(FhirStore.class).create(tagged(new Organization().setName("Slow"), tag))));
            var asked = bulk.begin("/$export?" + only(tag, "Organization"));
            Awaitility.await()
                    .during(Duration.ofSeconds(3))
                    .until(() -> bulk.client().get(asked).status() == 202);
            return asked;
        });

        assertThat(bulk.await(status).records().keySet()).containsExactlyElementsOf(slow);
    }

    @Test
    void a_job_that_fails_again_and_again_is_given_up_and_says_so(Hospital hospital) {
        var bulk = BulkClient.of(hospital.asDemo());
        var status = bulk.begin("/$export?_type=Basic");
        var job = BulkClient.job(status);
        var turn = takenByTheTest(hospital, job);

        hospital.part(TurnTaking.class).carryOut(new Turn(job, turn.tenant(), turn.holder(), 7), () -> true);
        var answer = bulk.client().get(status);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains(job.toString());
    }

    @FullRun
    @Test
    void sixteen_jobs_at_once_are_each_carried_out_once(Hospital hospital) throws Exception {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        var patient = patient(bulk.client(), tag);
        for (int i = 0; i < 20; i++) {
            observation(bulk.client(), patient, tag, "718-7");
        }
        var path = "/$export?" + only(tag, "Patient", "Observation");

        var jobs = AtOnce.all(16, client -> () -> bulk.begin(path));

        assertThat(jobs).allMatch(AtOnce.Outcome::succeeded);
        assertThat(jobs.stream().map(job -> job.result().get(0)).distinct()).hasSize(16);
        assertThat(jobs)
                .allSatisfy(job ->
                        assertThat(bulk.await(job.result().get(0)).records()).hasSize(21));
    }

    @FullRun
    @Test
    void other_servers_on_the_same_database_take_turns_and_write_nothing_twice(Hospital hospital) throws Exception {
        var bulk = BulkClient.of(hospital.asDemo());
        var tag = aTag();
        var patient = patient(bulk.client(), tag);
        observation(bulk.client(), patient, tag, "718-7");
        bulk.client().create(tagged(new Organization().setName("Bulk"), tag));
        bulk.client().create(tagged(new Practitioner(), tag));
        var path = "/$export?" + only(tag, "Patient", "Observation", "Organization", "Practitioner");
        var jobs = new ArrayList<String>();
        for (int job = 0; job < 8; job++) {
            jobs.add(bulk.begin(path));
        }
        var other = hospital.part(TurnTaking.class);

        var steps = AtOnce.all(16, worker -> () -> {
            var taken = 0;
            var end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            while (System.nanoTime() < end) {
                var turn = other.take();
                if (turn.isPresent()) {
                    taken++;
                    var left = new int[] {5};
                    other.carryOut(turn.get(), () -> left[0]-- > 0);
                }
            }
            return taken;
        });

        assertThat(steps).allMatch(AtOnce.Outcome::succeeded);
        assertThat(steps.stream().mapToInt(worker -> worker.result().get(0)).sum())
                .isGreaterThan(16);
        assertThat(jobs).allSatisfy(job -> assertThat(bulk.await(job).records()).hasSize(4));
    }

    @Test
    void nobody_has_more_unfinished_jobs_than_one_may_have(Hospital hospital) {
        var client = hospital.asMigrator();
        var most = hospital.part(BulkSettings.class).jobsPerCaller();
        inTransaction(hospital, "default", () -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        insert into openward.bulk_job (id, tenant_id, kind, status, subject, subject_kind, request_id, address,
                            permissions, request, plan, transaction_time)
                        select gen_random_uuid(), 'default', 'export', 'active', 'migrator', 'CLIENT', 'full', '', '', '', '', now()
                        from generate_series(1, :most)""")
                .param("most", most)
                .update());

        var refused = client.get("/$export?_type=Basic", "Prefer", "respond-async");
        inTransaction(hospital, "default", () -> hospital.part(JdbcClient.class)
                .sql("delete from openward.bulk_job where request_id = 'full'")
                .update());

        assertThat(refused.status()).isEqualTo(429);
        assertThat(client.get("/$export?_type=Basic", "Prefer", "respond-async").status())
                .isEqualTo(202);
    }

    /** What he may see in an emergency he sees with each of his accounts, and the trail goes by the record. */
    @Test
    void a_job_is_known_as_that_of_the_person_who_submitted_it(Hospital hospital) {
        var record = "Practitioner/" + UUID.randomUUID();
        var bulk = BulkClient.of(hospital.inRoles(List.of("ADM"), record, Map.of()));

        var job = BulkClient.job(bulk.begin("/$export?_type=Basic&_since=" + Instant.now()));

        var submitter = inTransaction(
                hospital,
                "default",
                () -> hospital.part(Jobs.class).find(job).orElseThrow().submitter());
        assertThat(submitter.record()).isEqualTo(record);
    }

    @Test
    void the_capability_statement_names_the_operations(Hospital hospital) {
        var statement = hospital.anonymous().get("/metadata").resource(CapabilityStatement.class);

        assertThat(statement.getInstantiates())
                .extracting(canonical -> canonical.getValue())
                .contains("http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data");
        assertThat(statement.getRestFirstRep().getOperation())
                .extracting(CapabilityStatement.CapabilityStatementRestResourceOperationComponent::getDefinition)
                .contains("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export");
        for (var type : List.of("Patient", "Group")) {
            assertThat(statement.getRestFirstRep().getResource().stream()
                            .filter(resource -> resource.getType().equals(type))
                            .flatMap(resource -> resource.getOperation().stream()))
                    .extracting(operation -> operation.getDefinition())
                    .anyMatch(definition ->
                            definition.endsWith("/" + type.toLowerCase(java.util.Locale.ROOT) + "-export"));
        }
    }
}

package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Operations of the standard that HAPI answers, and the content of a Binary. */
@HospitalTest
class StandardOperationsIT {
    private static final Coding TAG = new Coding("https://example.org/tags", "vip", null);

    /** Without the test client's own Content-Type, by which HAPI takes FHIR to be wanted. */
    private static final String[] RAW = {"Accept", "image/png", "Content-Type", "image/png"};

    private final Hospital hospital;
    private final FhirClient client;
    private String patient = "";

    StandardOperationsIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
    }

    @BeforeEach
    void admit_a_patient() {
        patient = "/Patient/" + client.create(named("First")).getIdElement().getIdPart();
    }

    @Test
    void everything_comes_page_by_page_each_record_once() {
        for (var flag = 0; flag < 7; flag++) {
            client.create(new Flag().setSubject(new Reference(patient.substring(1))));
        }

        var seen = new ArrayList<String>();
        var page = client.get(patient + "/$everything?_count=3").resource(Bundle.class);
        ids(page, seen);
        while (page.getLink(Bundle.LINK_NEXT) != null) {
            page = client.page(page.getLink(Bundle.LINK_NEXT).getUrl());
            ids(page, seen);
        }

        assertThat(seen).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void everything_is_seen_once_while_others_write_move_and_delete() {
        var moved = client.create(flagOf(client.create(named("Second"))));
        for (var flag = 0; flag < 11; flag++) {
            client.create(flag());
        }
        var all = pages(100, page -> {}).get(0);

        var seen = pages(3, page -> {
            if (page.contains(all.get(4))) {
                client.delete("/" + all.get(1));
                client.delete("/" + all.get(4));
                client.create(flag());
                client.put("/" + name(moved), moved.setSubject(new Reference(patient.substring(1))));
            }
        });

        assertThat(all).hasSize(12);
        assertThat(seen.stream().flatMap(List::stream)).doesNotHaveDuplicates().containsAll(all);
    }

    @Test
    void what_the_records_of_a_patient_name_is_seen_once_while_others_delete_it() {
        var flags = new HashMap<String, String>();
        for (var flag = 0; flag < 5; flag++) {
            var author = name(client.create(new Practitioner()));
            flags.put(author, name(client.create(flag().setAuthor(new Reference(author)))));
        }

        var seen = pages(2, page -> page.stream()
                .filter(flags::containsKey)
                .findFirst()
                .filter(author -> flags.size() == 5)
                .ifPresent(author -> {
                    client.delete("/" + flags.remove(author));
                    client.delete("/" + author);
                }));

        assertThat(flags).hasSize(4);
        assertThat(seen.stream().flatMap(List::stream))
                .hasSize(11)
                .doesNotHaveDuplicates()
                .containsAll(flags.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "1", "-1-0", "1-x", "1-1-Practitioner", "1-999999999", "99999999999999999999-0"})
    void a_link_to_more_of_everything_that_the_server_never_gave_is_refused(String after) {
        assertThat(client.get(patient + "/$everything?_after=" + after).status())
                .isEqualTo(400);
        assertThat(client.get("/Patient/$everything?_after=" + after).status()).isEqualTo(400);
    }

    @Test
    void a_link_to_more_of_one_patient_is_none_to_more_of_all() {
        assertThat(client.get("/Patient/$everything?_after=1-1").status()).isEqualTo(400);
    }

    @Test
    void everything_of_an_encounter_comes_page_by_page_too() {
        var encounter = name(client.create(new Encounter()
                .setStatus(EncounterStatus.FINISHED)
                .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", null))
                .setSubject(new Reference(patient.substring(1)))));
        for (var flag = 0; flag < 4; flag++) {
            client.create(flag().setEncounter(new Reference(encounter)));
        }

        var seen = pages("/" + encounter, 2, page -> {});

        assertThat(seen.stream().flatMap(List::stream))
                .hasSize(6)
                .doesNotHaveDuplicates()
                .contains(encounter, patient.substring(1));
        assertThat(client.get("/" + encounter + "/$everything?_count=2&_offset=2")
                        .resource(Bundle.class)
                        .getEntry())
                .hasSize(2);
        assertThat(client.get("/Encounter/$everything?_count=2&_offset=2").status())
                .isEqualTo(200);
    }

    @Test
    void everything_since_a_time_is_what_has_changed_since_then() {
        for (var flag = 0; flag < 4; flag++) {
            client.create(flag());
        }
        var changed = client.create(flag());
        var time = changed.getMeta().getLastUpdatedElement().getValue().toInstant();
        client.create(flag());
        var since = "_since=" + time;

        var seen = new ArrayList<String>();
        var page = client.get(patient + "/$everything?_count=2&" + since).resource(Bundle.class);
        ids(page, seen);
        assertThat(page.getLink(Bundle.LINK_SELF).getUrl()).contains(patient + "/$everything?", since);
        while (page.getLink(Bundle.LINK_NEXT) != null) {
            page = client.page(page.getLink(Bundle.LINK_NEXT).getUrl());
            ids(page, seen);
        }
        var body = new Parameters();
        body.addParameter().setName("_since").setValue(new InstantType(Date.from(time)));
        var posted = new ArrayList<String>();
        ids(client.post(patient + "/$everything", body).resource(Bundle.class), posted);

        assertThat(seen).hasSize(2).contains(name(changed));
        assertThat(posted).containsExactlyInAnyOrderElementsOf(seen);
        assertThat(client.get(patient + "/$everything?_since=2999-01-01T00:00:00Z")
                        .resource(Bundle.class)
                        .getEntry())
                .isEmpty();
        assertThat(client.get("/Patient/$everything?_since=2999-01-01T00:00:00Z")
                        .resource(Bundle.class)
                        .getEntry())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start=2025-01-01",
                "end=nonsense",
                "_since=nonsense",
                "_lastUpdated=ge2025",
                "_sort=x",
                "colour=1"
            })
    void everything_is_refused_with_what_it_does_not_heed(String asked) {
        for (var path : List.of(patient, "/Patient", "/Encounter")) {
            assertThat(client.get(path + "/$everything?" + asked).status())
                    .as(path)
                    .isEqualTo(400);
        }
        var body = new Parameters();
        body.addParameter("colour", "red");
        assertThat(client.post(patient + "/$everything", body).status()).isEqualTo(400);
    }

    @Test
    void everything_since_a_time_is_not_asked_inside_a_batch() {
        var batch = new Bundle().setType(BundleType.BATCH);
        batch.addEntry()
                .getRequest()
                .setMethod(HTTPVerb.GET)
                .setUrl(patient.substring(1) + "/$everything?_since=2020-01-01T00:00:00Z");

        var answer = client.transact(batch).resource(Bundle.class).getEntryFirstRep();

        assertThat(answer.getResponse().getStatus()).startsWith("400");
    }

    @Test
    void who_is_lenient_gets_everything_and_hears_what_was_left_out() {
        var found = client.get(patient + "/$everything?_count=5&colour=1", "Prefer", "handling=lenient")
                .resource(Bundle.class);

        assertThat(found.getEntry()).hasSize(2);
        assertThat(found.getEntry().get(1).getResource()).isInstanceOf(OperationOutcome.class);
        assertThat(found.getLink(Bundle.LINK_NEXT)).isNull();
        assertThat(found.getLink(Bundle.LINK_SELF).getUrl())
                .contains(patient + "/$everything?_count=5")
                .doesNotContain("colour");
    }

    private List<List<String>> pages(int size, Consumer<List<String>> happening) {
        return pages(patient, size, happening);
    }

    /** The names on each page, after which something may happen. */
    private List<List<String>> pages(String of, int size, Consumer<List<String>> happening) {
        var pages = new ArrayList<List<String>>();
        var page = client.get(of + "/$everything?_count=" + size).resource(Bundle.class);
        while (true) {
            var names = new ArrayList<String>();
            ids(page, names);
            pages.add(names);
            assertThat(pages).hasSizeLessThan(50);
            happening.accept(names);
            if (page.getLink(Bundle.LINK_NEXT) == null) {
                return pages;
            }
            page = client.page(page.getLink(Bundle.LINK_NEXT).getUrl());
        }
    }

    private Flag flag() {
        return new Flag().setSubject(new Reference(patient.substring(1)));
    }

    private static Flag flagOf(Patient other) {
        return new Flag().setSubject(new Reference(name(other)));
    }

    private static String name(Resource record) {
        return record.getIdElement().toUnqualifiedVersionless().getValue();
    }

    @Test
    void tags_of_a_record_are_shown_added_and_taken_away() {
        var added = client.post(patient + "/$meta-add", meta());
        var shown = client.get(patient + "/$meta");
        var found = client.search("Patient?_id=" + patient.substring("/Patient/".length()) + "&_tag=" + TAG.getSystem()
                + "%7C" + TAG.getCode());
        var taken = client.post(patient + "/$meta-delete", meta());

        assertThat(added.status()).isEqualTo(200);
        assertThat(meta(shown.resource(Parameters.class)).getTag(TAG.getSystem(), TAG.getCode()))
                .isNotNull();
        assertThat(found.getEntry()).hasSize(1);
        assertThat(meta(taken.resource(Parameters.class)).getTag()).isEmpty();
    }

    @Test
    void tags_are_changed_only_by_who_may_change_the_record() {
        var reader = hospital.withScope("system/Patient.rs");

        assertThat(reader.get(patient + "/$meta").status()).isEqualTo(200);
        assertThat(reader.post(patient + "/$meta-add", meta()).status()).isEqualTo(403);
        assertThat(reader.post(patient + "/$meta-delete", meta()).status()).isEqualTo(403);
        assertThat(hospital.withScope("system/Observation.cruds")
                        .get(patient + "/$meta")
                        .status())
                .isEqualTo(403);
        assertThat(hospital.asClinicB().get(patient + "/$meta").status()).isEqualTo(404);
        assertThat(hospital.asClinicB().post(patient + "/$meta-add", meta()).status())
                .isEqualTo(404);
    }

    @Test
    void a_record_is_compared_with_what_it_was() {
        var changed = named("Second");
        changed.setId(patient.substring("/Patient/".length()));
        client.put(patient, changed);

        var difference = client.get(patient + "/$diff").resource(Parameters.class);

        assertThat(difference.getParameter())
                .flatExtracting(ParametersParameterComponent::getPart)
                .filteredOn(part -> part.hasValue())
                .extracting(part -> part.getValue().primitiveValue())
                .contains("replace", "Second");
        assertThat(hospital.withScope("system/Observation.cruds")
                        .get(patient + "/$diff")
                        .status())
                .isEqualTo(403);
        assertThat(hospital.asClinicB().get(patient + "/$diff").status()).isEqualTo(404);
        assertThat(client.get("/Patient/nobody/$diff").status()).isEqualTo(404);
        assertThat(client.get("/$diff").status()).isEqualTo(400);
        assertThat(client.get("/$diff?from=" + patient.substring(1)).status()).isEqualTo(400);
    }

    @Test
    void two_records_of_other_peoples_tenants_are_not_compared() {
        var theirs = hospital.asClinicB().create(named("Theirs")).getIdElement().getIdPart();

        var answer = client.get("/$diff?from=" + patient.substring(1) + "&to=Patient/" + theirs);

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void the_content_of_a_binary_comes_as_it_is_or_as_fhir() {
        var address = "/Binary/" + scan(null);

        var raw = client.get(address, RAW);
        var wrapped = client.get(address, "Accept", "application/fhir+json");

        assertThat(raw.status()).isEqualTo(200);
        assertThat(raw.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("image/png"));
        assertThat(raw.body()).isEqualTo("a scan");
        assertThat(wrapped.resource(Binary.class).getContent()).asString().isEqualTo("a scan");
    }

    @Test
    void a_large_binary_comes_as_it_was_sent_to_whom_its_record_is_open() throws Exception {
        var film = new byte[6_000_001];
        new Random(7).nextBytes(film);
        var stored = client.upload("/Binary", "image/x-film", film, "X-Security-Context", patient.substring(1));
        assertThat(stored.status()).isEqualTo(201);
        var address = "/Binary/"
                + stored.headers().firstValue("Location").orElseThrow().replaceFirst(".*/Binary/([^/]+).*", "$1");
        var open = hospital.withScope("system/Binary.r system/Patient.r");
        var closed = hospital.withScope("system/Binary.r");

        for (var reader : List.of(client, open)) {
            for (var version : List.of("", "/_history/1")) {
                var raw = raw(reader, address + version);
                assertThat(raw.statusCode()).isEqualTo(200);
                assertThat(raw.body()).isEqualTo(film);
                assertThat(raw.headers().firstValue("Content-Type").orElseThrow())
                        .startsWith("image/x-film");
                assertThat(raw.headers().firstValue("Content-Length")).hasValue("6000001");
                assertThat(raw.headers().firstValue("ETag")).hasValue("W/\"1\"");
                assertThat(raw.headers().firstValue("X-Security-Context")).hasValue(patient.substring(1));
            }
        }
        assertThat(raw(closed, address).statusCode()).isEqualTo(404);
        assertThat(raw(hospital.withScope("system/Patient.rs"), address).statusCode())
                .isEqualTo(403);
        assertThat(raw(hospital.asClinicB(), address).statusCode()).isEqualTo(404);

        client.delete(address);
        assertThat(raw(client, address).statusCode()).isEqualTo(410);
    }

    private HttpResponse<byte[]> raw(FhirClient reader, String address) throws Exception {
        var base = reader == hospital.asClinicB() ? "/fhir/clinic-b" : "/fhir";
        var request = HttpRequest.newBuilder(hospital.root().resolve(base + address))
                .header("Authorization", "Bearer " + reader.token())
                .header("Accept", "image/x-film")
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    }

    @Test
    void a_binary_is_as_open_as_the_record_that_its_security_context_names() {
        var address = "/Binary/" + scan(patient.substring(1));
        var id = patient.substring("/Patient/".length());

        assertThat(client.get(address, RAW).body()).isEqualTo("a scan");
        assertThat(hospital.withScope("system/Binary.r system/Patient.r")
                        .get(address, RAW)
                        .status())
                .isEqualTo(200);
        assertThat(hospital.withScope("system/Binary.r").get(address, RAW).status())
                .isEqualTo(404);
        assertThat(hospital.withScope("system/Binary.r system/Patient.r?family=Nobody" + id)
                        .get(address, RAW)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void neither_a_search_nor_graphql_shows_a_binary_of_a_closed_record() {
        var id = scan(patient.substring(1));
        var open = hospital.withScope("system/Binary.rs system/Patient.rs");
        var closed = hospital.withScope("system/Binary.rs");

        for (var question : List.of(
                "/Binary/" + id,
                "/Binary?_id=" + id,
                "/$graphql?query=%7BBinary(id:%22" + id + "%22)%7BcontentType%7D%7D",
                "/$graphql?query=%7BBinaryList(_id:%22" + id + "%22)%7BcontentType%7D%7D")) {
            assertThat(open.get(question, "Accept", "application/fhir+json").body())
                    .as(question)
                    .contains("image/png");
            assertThat(closed.get(question, "Accept", "application/fhir+json").body())
                    .as(question)
                    .doesNotContain("image/png");
        }
    }

    @Test
    void a_raw_binary_may_name_its_security_context_in_a_header() {
        var stored = client.send(
                "POST", "/Binary", "a scan", "Content-Type", "image/png", "X-Security-Context", patient.substring(1));

        var address = "/Binary/"
                + stored.headers().firstValue("Location").orElseThrow().replaceFirst(".*/Binary/([^/]+).*", "$1");
        assertThat(client.get(address, "Accept", "application/fhir+json")
                        .resource(Binary.class)
                        .getSecurityContext()
                        .getReference())
                .isEqualTo(patient.substring(1));
        assertThat(hospital.withScope("system/Binary.r").get(address).status()).isEqualTo(404);
    }

    @Test
    void a_narrow_token_may_store_a_scan_with_the_record_that_it_belongs_to() {
        var family = "Scanned" + UUID.randomUUID();
        var both = new Bundle().setType(BundleType.TRANSACTION);
        both.addEntry()
                .setResource(new Binary()
                        .setContentType("image/png")
                        .setData(new byte[] {1})
                        .setSecurityContext(new Reference("urn:uuid:7f1c1d1e-0000-4000-8000-000000000001")))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Binary");
        both.addEntry()
                .setFullUrl("urn:uuid:7f1c1d1e-0000-4000-8000-000000000001")
                .setResource(named(family))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Patient");
        var onCondition = both.copy();
        onCondition.getEntry().get(1).getRequest().setIfNoneExist("family=" + family);

        for (var scope : List.of(
                "system/Binary.cr system/Patient.c",
                "system/Binary.cr system/Patient.c system/Patient.r?family=Nobody" + family,
                "system/Binary.r system/Patient.cr")) {
            assertThat(hospital.withScope(scope).transact(both).status())
                    .as(scope)
                    .isEqualTo(403);
        }
        assertThat(hospital.withScope("system/Binary.cr system/Patient.crs")
                        .transact(onCondition)
                        .status())
                .isEqualTo(403);
        assertThat(client.search("Patient?family=" + family).getTotal()).isZero();

        var narrow = hospital.withScope("system/Binary.cr system/Patient.cr?family=" + family);
        var stored = narrow.transact(both).resource(Bundle.class).getEntry();

        var scan = stored.get(0).getResponse().getLocation().replaceFirst(".*(Binary/[^/]+).*", "$1");
        var record = stored.get(1).getResponse().getLocation().replaceFirst(".*(Patient/[^/]+).*", "$1");
        assertThat(client.get("/" + scan, "Accept", "application/fhir+json")
                        .resource(Binary.class)
                        .getSecurityContext()
                        .getReference())
                .isEqualTo(record);
        assertThat(hospital.withScope("system/Binary.r system/Patient.r")
                        .get("/" + scan, RAW)
                        .status())
                .isEqualTo(200);
        assertThat(narrow.get("/" + scan, RAW).status()).isEqualTo(200);
        assertThat(hospital.withScope("system/Binary.r").get("/" + scan, RAW).status())
                .isEqualTo(404);
    }

    @Test
    void what_a_token_may_create_and_not_see_is_stored_whole_in_a_transaction_and_a_batch() {
        var creator = hospital.withScope("system/Patient.cu");
        for (var type : List.of(BundleType.TRANSACTION, BundleType.BATCH)) {
            var family = "Unseen" + UUID.randomUUID();
            var bundle = new Bundle().setType(type);
            bundle.addEntry()
                    .setResource(named(family))
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Patient");
            bundle.addEntry()
                    .setResource(named(family))
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl("Patient/" + family);

            var answer = creator.post("", bundle, "Prefer", "return=representation");

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("201 Created").doesNotContain("\"family\"");
            assertThat(client.search("Patient?family=" + family).getEntry()).hasSize(2);
        }
    }

    private String scan(@Nullable String context) {
        var scan = new Binary().setContentType("image/png").setData("a scan".getBytes(StandardCharsets.UTF_8));
        if (context != null) {
            scan.setSecurityContext(new Reference(context));
        }
        return client.create(scan).getIdElement().getIdPart();
    }

    private static void ids(Bundle page, List<String> seen) {
        page.getEntry()
                .forEach(entry -> seen.add(entry.getResource()
                        .getIdElement()
                        .toUnqualifiedVersionless()
                        .getValue()));
    }

    private static Parameters meta() {
        var question = new Parameters();
        question.addParameter().setName("meta").setValue(new Meta().addTag(TAG));
        return question;
    }

    private static Meta meta(Parameters answer) {
        return (Meta) answer.getParameterFirstRep().getValue();
    }

    private static Patient named(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family);
        return patient;
    }
}

package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class ScopesIT {
    private static final String FAMILY_NAME = "Scopewell";
    private static final String JSON_PATCH = "application/json-patch+json";

    private static Patient aPatient() {
        var patient = new Patient();
        patient.addName().setFamily(FAMILY_NAME);
        return patient;
    }

    private static Observation anObservation(String category, Patient patient) {
        var observation = new Observation();
        observation.setStatus(ObservationStatus.FINAL);
        observation.addCategory().addCoding().setCode(category);
        observation.setCode(new CodeableConcept().setText("Glucose"));
        observation.setSubject(new Reference(patient.getIdElement().toUnqualifiedVersionless()));
        return observation;
    }

    private static String path(Resource resource) {
        return "/" + resource.getIdElement().toUnqualifiedVersionless().getValue();
    }

    private static String id(Resource resource) {
        return resource.getIdElement().getIdPart();
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.outcome().getIssueFirstRep().getCode().toCode()).isEqualTo("forbidden");
    }

    private static Answer send(FhirClient client, String interaction, Patient patient) {
        return switch (interaction) {
            case "create" -> client.post("/Patient", aPatient());
            case "read" -> client.get(path(patient));
            case "vread" -> client.get(path(patient) + "/_history/1");
            case "history" -> client.get(path(patient) + "/_history");
            case "update" -> client.put(path(patient), patient);
            case "patch" -> client.send(
                    "PATCH",
                    path(patient),
                    "[{\"op\":\"add\",\"path\":\"/active\",\"value\":true}]",
                    "Content-Type",
                    "application/json-patch+json");
            case "delete" -> client.delete(path(patient));
            case "search" -> client.get("/Patient?family=" + FAMILY_NAME);
            case "search by post" -> client.send(
                    "POST",
                    "/Patient/_search",
                    "family=" + FAMILY_NAME,
                    "Content-Type",
                    "application/x-www-form-urlencoded");
            case "type history" -> client.get("/Patient/_history");
            case "conditional create" -> {
                var newcomer = aPatient();
                newcomer.getNameFirstRep().setFamily("New" + UUID.randomUUID());
                yield client.post(
                        "/Patient",
                        newcomer,
                        "If-None-Exist",
                        "family=" + newcomer.getNameFirstRep().getFamily());
            }
            default -> throw new IllegalArgumentException(interaction);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "create,             c,  201",
        "create,             ruds, 403",
        "read,               r,  200",
        "read,               cuds, 403",
        "vread,              r,  200",
        "vread,              cuds, 403",
        "history,            r,  200",
        "history,            cuds, 403",
        "update,             u,  200",
        "update,             crds, 403",
        "patch,              u,  200",
        "patch,              crds, 403",
        "delete,             d,  200",
        "delete,             crus, 403",
        "search,             s,  200",
        "search,             crud, 403",
        "search by post,     s,  200",
        "search by post,     crud, 403",
        "type history,       s,  200",
        "type history,       crud, 403",
        "conditional create, cs, 201",
        "conditional create, crud, 403"
    })
    void each_interaction_needs_its_letter(String interaction, String letters, int status, Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());

        var answer = send(hospital.withScope("system/Patient." + letters), interaction, patient);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (status == 403) {
            assertRefused(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "read", "vread", "history", "update", "patch", "delete", "search"})
    void another_types_scope_opens_nothing(String interaction, Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());

        assertRefused(send(hospital.withScope("system/Observation.cruds"), interaction, patient));
    }

    private static Bundle bundle(BundleType type, HTTPVerb method, String url, @Nullable Resource resource) {
        var bundle = new Bundle().setType(type);
        var entry = new BundleEntryComponent();
        entry.getRequest().setMethod(method).setUrl(url);
        entry.setResource(resource);
        return bundle.addEntry(entry);
    }

    @ParameterizedTest
    @EnumSource(
            value = BundleType.class,
            names = {"BATCH", "TRANSACTION"})
    void a_bundle_is_no_way_around(BundleType type, Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var path = path(patient).substring(1);
        var client = hospital.withScope("system/Observation.cruds");

        assertRefused(client.transact(bundle(type, HTTPVerb.POST, "Patient", aPatient())));
        assertRefused(client.transact(bundle(type, HTTPVerb.PUT, path, patient)));
        assertRefused(client.transact(bundle(type, HTTPVerb.PUT, "Patient?family=" + FAMILY_NAME, aPatient())));
        assertRefused(client.transact(bundle(type, HTTPVerb.DELETE, path, null)));
        assertRefused(client.transact(bundle(type, HTTPVerb.DELETE, "Patient?family=" + FAMILY_NAME, null)));
        assertRefused(client.transact(bundle(type, HTTPVerb.GET, path, null)));
        assertRefused(client.transact(bundle(type, HTTPVerb.GET, "Patient?family=" + FAMILY_NAME, null)));
        assertThat(hospital.asDemo().get("/" + path).status()).isEqualTo(200);
    }

    @Test
    void a_bundle_entry_cannot_hide_behind_another_types_url(Hospital hospital) {
        var client = hospital.withScope("system/Observation.cruds");

        var answer = client.transact(bundle(BundleType.TRANSACTION, HTTPVerb.POST, "Observation", aPatient()));

        assertThat(answer.status()).isIn(400, 403);
        assertThat(answer.body()).doesNotContain("201 Created");
    }

    @Test
    void what_a_program_may_write_but_not_read_is_not_shown_to_it(Hospital hospital) {
        var answer = hospital.withScope("system/Patient.c").post("/Patient", aPatient());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).doesNotContain(FAMILY_NAME);
    }

    @Test
    void whose_token_speaks_of_some_audit_events_searches_and_counts_none(Hospital hospital) {
        var some = hospital.withScope("system/AuditEvent.rs?agent=demo");

        assertRefused(some.get("/AuditEvent?patient=Patient/1"));
        assertRefused(some.get("/AuditEvent?patient=Patient/1&_summary=count"));
        assertRefused(some.get("/AuditEvent?_total=accurate"));
        assertThat(hospital.withScope("system/AuditEvent.rs")
                        .get("/AuditEvent?_summary=count")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_put_that_creates_needs_the_right_to_create(Hospital hospital) {
        var patient = aPatient();
        patient.setId("scopes-" + UUID.randomUUID().toString().substring(0, 8));

        assertRefused(hospital.withScope("system/Patient.u").put("/Patient/" + id(patient), patient));
        assertThat(hospital.withScope("system/Patient.cu")
                        .put("/Patient/" + id(patient), patient)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void included_records_of_a_closed_type_stay_away(Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var observation = hospital.asDemo().create(anObservation("laboratory", patient));
        var client = hospital.withScope("system/Observation.rs");

        var found = client.search("Observation?_id=" + id(observation) + "&_include=Observation:subject");

        assertThat(found.getEntry())
                .extracting(entry -> entry.getResource().fhirType())
                .containsExactly("Observation");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Observation?subject:Patient.family=Scopewell",
                "/Observation?patient.family=Scopewell",
                "/Observation?patient.organization.name=x",
                "/Observation?_has:Provenance:target:agent=Practitioner/1"
            })
    void a_search_cannot_look_into_a_closed_type(String search, Hospital hospital) {
        assertRefused(hospital.withScope("system/Observation.rs").get(search));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?subject%3APatient%2Efamily=Scopewell",
                "Observation?status=final#&subject:Patient.family=Scopewell",
                "Observation?_has%3AProvenance%3Atarget%3Aagent=Practitioner/1"
            })
    void an_entry_cannot_hide_where_its_search_looks(String search, Hospital hospital) {
        var client = hospital.withScope("system/Observation.cruds");
        var update = new Bundle().setType(BundleType.TRANSACTION);
        update.addEntry()
                .setResource(new Observation())
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl(search);
        var create = new Bundle().setType(BundleType.TRANSACTION);
        create.addEntry()
                .setResource(new Observation())
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation")
                .setIfNoneExist(search);

        assertRefused(client.transact(update));
        assertRefused(client.transact(create));
        assertRefused(client.post("/Observation", new Observation(), "If-None-Exist", search));
    }

    /** Whether there is such a record or not, the answer is the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Patient?_id={patient}; Patient?_id=nobody",
                "Observation?_id={observation}&status=final; Observation?_id={observation}&status=amended",
                "Communication?_id={told}; Communication?_id=none",
                "Organization?_id={place}&_has:Observation:performer:status=final;"
                        + "Organization?_id={place}&_has:Observation:performer:status=amended",
                "Organization?_id={place}&partof:Organization._has:Observation:performer:status=final;"
                        + "Organization?_id={place}&partof:Organization._has:Observation:performer:status=amended",
                "https://elsewhere.test/fhir/Patient?_id={patient}; https://elsewhere.test/fhir/Patient?_id=nobody"
            })
    void a_reference_by_a_search_needs_the_right_to_make_that_search(String hit, String miss, Hospital hospital) {
        var demo = hospital.asDemo();
        var patient = demo.create(aPatient());
        var place = demo.create(new Organization().setName("Scopes"));
        var observation = demo.create(anObservation("laboratory", patient)
                .addPerformer(new Reference(path(place).substring(1))));
        var told = demo.create(new Communication().setStatus(CommunicationStatus.COMPLETED));
        var client = hospital.withScope("system/Communication.cu system/Organization.rs");
        for (var search : List.of(hit, miss)) {
            var asked = search.replace("{patient}", id(patient))
                    .replace("{observation}", id(observation))
                    .replace("{told}", id(told))
                    .replace("{place}", id(place));
            var record = new Communication().setStatus(CommunicationStatus.COMPLETED);
            record.addAbout(new Reference(asked));

            assertRefused(client.post("/Communication", record));
            assertRefused(client.put(path(told), record.copy().setId(id(told))));
            patches(asked)
                    .forEach((patch, language) ->
                            assertRefused(client.send("PATCH", path(told), patch, "Content-Type", language)));
            assertRefused(client.transact(bundle(BundleType.TRANSACTION, HTTPVerb.POST, "Communication", record)));
            assertThat(client.transact(bundle(BundleType.BATCH, HTTPVerb.POST, "Communication", record))
                            .resource(Bundle.class)
                            .getEntryFirstRep()
                            .getResponse()
                            .getStatus())
                    .startsWith("403");
        }
    }

    /** The same change in each language of patches. */
    private static Map<String, String> patches(String reference) {
        var escaped = reference.replace("&", "&amp;");
        return Map.of(
                "[{\"op\":\"add\",\"path\":\"/about\",\"value\":[{\"reference\":\"" + reference + "\"}]}]",
                JSON_PATCH,
                "<diff xmlns:f=\"http://hl7.org/fhir\"><add sel=\"f:Communication/f:status\" pos=\"after\">"
                        + "<about xmlns=\"http://hl7.org/fhir\"><reference value=\"" + escaped
                        + "\"/></about></add></diff>",
                "application/xml-patch+xml",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":["
                        + "{\"name\":\"type\",\"valueCode\":\"add\"},{\"name\":\"path\",\"valueString\":\"Communication\"},"
                        + "{\"name\":\"name\",\"valueString\":\"about\"},{\"name\":\"value\",\"valueReference\":{\"reference\":\""
                        + reference + "\"}}]}]}",
                "application/fhir+json");
    }

    @ParameterizedTest
    @EnumSource(
            value = BundleType.class,
            names = {"BATCH", "TRANSACTION"})
    void whoever_may_make_the_search_names_a_record_by_it(BundleType type, Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var record = new Communication().setStatus(CommunicationStatus.COMPLETED);
        record.addAbout(new Reference("Patient?_id=" + id(patient)));
        var client = hospital.withScope("system/Communication.crs system/Patient.s");

        var alone = client.post("/Communication", record);
        var entry = client.transact(bundle(type, HTTPVerb.POST, "Communication", record))
                .resource(Bundle.class)
                .getEntryFirstRep();

        assertThat(alone.resource(Communication.class).getAboutFirstRep().getReference())
                .isEqualTo(path(patient).substring(1));
        assertThat(entry.getResponse().getStatus()).startsWith("201");
        assertThat(client.read(
                                Communication.class,
                                new IdType(entry.getResponse().getLocation()).getIdPart())
                        .getAboutFirstRep()
                        .getReference())
                .isEqualTo(path(patient).substring(1));
    }

    @Test
    void an_entry_whose_search_cannot_be_decoded_is_malformed(Hospital hospital) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Observation?status=%zz");

        assertThat(hospital.withScope("system/Observation.rs").transact(bundle).status())
                .isEqualTo(400);
    }

    @Test
    void a_chain_into_an_open_type_is_fine(Hospital hospital) {
        var client = hospital.withScope("system/Observation.rs system/Patient.rs");

        assertThat(client.get("/Observation?patient.family=Scopewell").status()).isEqualTo(200);
    }

    @Test
    void a_restricted_scope_shows_its_records_only(Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var glucose = hospital.asDemo().create(anObservation("laboratory", patient));
        var pulse = hospital.asDemo().create(anObservation("vital-signs", patient));
        var client = hospital.withScope("system/Observation.rs?category=laboratory");

        var found = client.search("Observation?_total=accurate&patient=" + id(patient));

        assertThat(found.getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .containsExactly(id(glucose));
        assertThat(found.getTotal()).isEqualTo(1);
        assertThat(client.get(path(glucose)).status()).isEqualTo(200);
        assertThat(client.get(path(pulse)).status()).isIn(403, 404);
    }

    /** Each finds the glucose and not the note, whatever else it finds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "category:not=survey | category=none",
                "category:not=survey | category:not=survey&status=final | code=urn:none",
                "status=amended | category=laboratory",
                "status=final&category=laboratory | category=none&status=final",
                "status=final&category=laboratory | status=amended&category=survey",
                "category=none | patient={patient}&category:not=survey",
                "category=none | subject=Patient/{patient}&category=laboratory",
                "category=none | _id={glucose}",
                "category=none | _tag=urn:scopes%7Cshown",
                "category=none | _security=R",
                "category=none | _profile=http://example.org/shown"
            })
    void restricted_scopes_of_different_parameters_show_the_records_of_each(String restrictions, Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var shown = anObservation("laboratory", patient);
        shown.getMeta().addTag("urn:scopes", "shown", null);
        shown.getMeta().addProfile("http://example.org/shown");
        shown.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null);
        var glucose = hospital.asDemo().create(shown);
        var note = hospital.asDemo().create(anObservation("survey", patient));
        var client = hospital.withScope(scopes(restrictions, patient, glucose));

        var found = client.search("Observation?_total=accurate&patient=" + id(patient));

        assertThat(found.getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .containsExactly(id(glucose));
        assertThat(found.getTotal()).isEqualTo(1);
        assertThat(client.search("Observation?category=survey&patient=" + id(patient))
                        .getEntry())
                .isEmpty();
        assertThat(client.get(path(glucose)).status()).isEqualTo(200);
        assertThat(client.get(path(note)).status()).isIn(403, 404);
    }

    @Test
    void a_chain_out_of_records_of_several_restrictions_finds_those_of_each(Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var glucose = hospital.asDemo().create(anObservation("laboratory", patient));
        hospital.asDemo().create(anObservation("survey", patient));
        var client = hospital.withScope("system/Patient.rs system/Observation.rs?category=laboratory"
                + " system/Observation.rs?code=http://loinc.org|8867-4");
        var search = "Observation?patient:Patient._id=" + id(patient) + "&patient:Patient.family=";

        assertThat(client.search(search + FAMILY_NAME).getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .containsExactly(id(glucose));
        assertThat(client.search(search + "Another").getEntry()).isEmpty();
    }

    private static String scopes(String restrictions, Patient patient, Observation glucose) {
        return Arrays.stream(restrictions.split(" [|] "))
                .map(restriction ->
                        restriction.replace("{patient}", id(patient)).replace("{glucose}", id(glucose)))
                .map(restriction -> "system/Observation.rs?" + restriction)
                .collect(Collectors.joining(" "));
    }

    /** Reads are looked at one by one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "category=laboratory | date=ge2020-01-01",
                "category=laboratory | category:missing=true",
                "category=laboratory | patient.family=Scopewell",
                "category=laboratory | identifier=urn:a%7Cb"
            })
    void what_can_be_asked_alone_only_cannot_be_searched_by_with_others(String restrictions, Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var glucose = hospital.asDemo().create(anObservation("laboratory", patient));
        var client = hospital.withScope(scopes(restrictions, patient, glucose));

        assertRefused(client.get("/Observation?patient=" + id(patient)));
        assertThat(client.get(path(glucose)).status()).isEqualTo(200);
    }

    /** The search index could tell; the record alone is not asked. */
    @Test
    void what_is_missing_opens_no_single_record(Hospital hospital) {
        var glucose = anObservation("laboratory", hospital.asDemo().create(aPatient()));
        var bare = hospital.asDemo().create(glucose.copy().setCategory(List.of()));

        var answer = hospital.withScope("system/Observation.rs?category:missing=true")
                .get(path(bare));

        assertThat(answer.status()).as(answer.body()).isIn(403, 404);
    }

    @Test
    void a_restricted_scope_writes_its_records_only(Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var pulse = hospital.asDemo().create(anObservation("vital-signs", patient));
        var client = hospital.withScope("system/Observation.cruds?category=laboratory");

        assertThat(client.post("/Observation", anObservation("laboratory", patient))
                        .status())
                .isEqualTo(201);
        assertRefused(client.post("/Observation", anObservation("vital-signs", patient)));
        assertThat(client.delete(path(pulse)).status()).isIn(403, 404);
    }

    /** Whether the guess is right, and whether the version is, would be told by another refusal. */
    @ParameterizedTest
    @CsvSource({"Glucose, 1", "Glucose, 9", "something else, 1", "something else, 9"})
    void a_patch_tells_nothing_of_a_record_out_of_reach(String guess, String version, Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());
        var pulse = hospital.asDemo().create(anObservation("vital-signs", patient));
        var client = hospital.withScope("system/Observation.u?category=laboratory");
        var patch = "[{\"op\":\"test\",\"path\":\"/code/text\",\"value\":\"" + guess + "\"}]";
        var tag = "W/\"" + version + "\"";
        var binary = new Binary().setContentType(JSON_PATCH).setData(patch.getBytes(StandardCharsets.UTF_8));
        var transaction =
                bundle(BundleType.TRANSACTION, HTTPVerb.PATCH, path(pulse).substring(1), binary);
        transaction.getEntryFirstRep().getRequest().setIfMatch(tag);
        var batch = transaction.copy().setType(BundleType.BATCH);

        var alone = client.send("PATCH", path(pulse), patch, "Content-Type", JSON_PATCH, "If-Match", tag);
        var unbound = client.send("PATCH", path(pulse), patch, "Content-Type", JSON_PATCH);
        var together = client.transact(transaction);
        var entry = client.transact(batch).resource(Bundle.class).getEntryFirstRep();

        assertRefused(alone);
        assertRefused(unbound);
        assertRefused(together);
        assertThat(entry.getResponse().getStatus()).startsWith("403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/$expunge",
                "/$reindex",
                "/$mark-all-resources-for-reindexing",
                "/$perform-reindexing-pass",
                "/Patient/$expunge",
                "/$partition-management-list-partitions",
                "/CodeSystem/$upload-external-code-system"
            })
    void the_machine_room_is_closed_to_everybody(String operation, Hospital hospital) {
        var answer = hospital.asDemo().send("POST", operation, "{\"resourceType\":\"Parameters\"}");

        assertThat(answer.status()).as(answer.body()).isIn(400, 403, 404);
    }

    @Test
    void an_operation_needs_the_scopes_of_all_that_it_touches(Hospital hospital) {
        var client = hospital.withScope("system/Invoice.ru");

        var answer = client.send(
                "POST", "/Invoice/1/$pay", "{\"resourceType\":\"Parameters\"}", "Idempotency-Key", "scopes-it-1");

        assertRefused(answer);
        assertThat(answer.body()).contains("PaymentReconciliation.c");
    }

    @Test
    void everything_about_a_patient_needs_all_types(Hospital hospital) {
        var patient = hospital.asDemo().create(aPatient());

        assertRefused(hospital.withScope("system/Patient.rs").get(path(patient) + "/$everything"));
        assertThat(hospital.withScope("system/*.rs")
                        .get(path(patient) + "/$everything")
                        .status())
                .isEqualTo(200);
    }
}

package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Who says which version of a record was seen changes that version or nothing. */
@HospitalTest
class CurrentVersionIT {
    private static final int WRITERS = 16;
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String STALE = "W/\"1\"";
    private static final String CURRENT = "W/\"2\"";

    private final FhirClient client;
    private final String family = "Seen" + UUID.randomUUID();
    private final String id;

    /** A patient in the second version. */
    CurrentVersionIT(Hospital hospital) {
        client = hospital.asDemo();
        id = client.create(named(family)).getIdElement().getIdPart();
        client.put("/Patient/" + id, withId(named(family).setActive(true)));
    }

    /** How a write reaches the server. */
    enum Way {
        ALONE,
        BATCH,
        TRANSACTION
    }

    static Stream<Arguments> writes() {
        return Stream.of(Way.values()).flatMap(way -> Stream.of(HTTPVerb.PUT, HTTPVerb.PATCH, HTTPVerb.DELETE)
                .flatMap(verb -> Stream.of(true, false).map(byId -> Arguments.of(way, verb, byId))));
    }

    @ParameterizedTest(name = "{1} {0}, by id: {2}")
    @MethodSource("writes")
    void a_stale_version_is_not_changed_and_the_current_one_is(Way way, HTTPVerb verb, boolean byId) {
        var target = byId ? "Patient/" + id : "Patient?family=" + family;

        var refused = write(way, verb, target, STALE);
        var unchanged = versions(id);
        var done = write(way, verb, target, CURRENT);

        assertThat(refused).isEqualTo(412);
        assertThat(unchanged).isEqualTo(2);
        assertThat(done).isBetween(200, 204);
        assertThat(versions(id)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*|200",
                "\"2\"|200",
                "2|200",
                "W/\"1\", W/\"2\"|200",
                "\"x\"|412",
                "W/\"-1\"|412",
                "W/\"99999999999999999999\"|412",
                "W/\"1\",\"3\"|412",
                "\"2|400",
                "W/2|400",
                "two words|400",
                ",|400"
            })
    void a_condition_is_a_star_or_the_tags_of_versions(String condition, int status) {
        assertThat(write(Way.ALONE, HTTPVerb.PATCH, "Patient/" + id, condition)).isEqualTo(status);
        var alone = versions(id);
        assertThat(alone).isEqualTo(status == 200 ? 3 : 2);

        var changes = status == 200 && !condition.equals("*") ? 412 : status;
        assertThat(write(Way.BATCH, HTTPVerb.PUT, "Patient/" + id, condition)).isEqualTo(changes);
        assertThat(versions(id)).isEqualTo(changes == 200 ? alone + 1 : alone);
    }

    @ParameterizedTest(name = "{1} {0}, by id: {2}")
    @MethodSource("writes")
    void what_is_not_there_is_in_no_version(Way way, HTTPVerb verb, boolean byId) {
        var nobody = "nobody-" + UUID.randomUUID();
        var target = byId ? "Patient/" + nobody : "Patient?family=" + nobody;

        var status = write(way, verb, target, "*");

        assertThat(status).isIn(verb == HTTPVerb.PATCH ? List.of(404, 412) : List.of(412));
        assertThat(client.get("/Patient/" + nobody).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"PUT, *", "PUT, W/\"3\"", "DELETE, *", "DELETE, W/\"3\""})
    void what_was_deleted_is_in_no_version(HTTPVerb verb, String condition) {
        client.delete("/Patient/" + id);

        assertThat(write(Way.ALONE, verb, "Patient/" + id, condition)).isEqualTo(412);
        assertThat(write(Way.TRANSACTION, verb, "Patient/" + id, condition)).isEqualTo(412);
        assertThat(client.get("/Patient/" + id).status()).isEqualTo(410);
    }

    @ParameterizedTest(name = "{1} {0}")
    @CsvSource({
        "ALONE, PUT",
        "ALONE, PATCH",
        "ALONE, DELETE",
        "BATCH, PUT",
        "BATCH, DELETE",
        "TRANSACTION, PUT",
        "TRANSACTION, PATCH"
    })
    void of_sixteen_who_saw_the_same_version_one_changes_it(Way way, HTTPVerb verb) throws InterruptedException {
        var statuses = AtOnce.all(WRITERS, who -> () -> write(way, verb, "Patient/" + id, CURRENT)).stream()
                .flatMap(outcome -> outcome.result().stream())
                .toList();

        assertThat(statuses).hasSize(WRITERS);
        assertThat(statuses).filteredOn(status -> status == 412).hasSize(WRITERS - 1);
        assertThat(versions(id)).isEqualTo(3);
    }

    @Test
    void a_transaction_with_one_stale_version_changes_nothing() {
        var other = client.create(named(family + "-other")).getIdElement().getIdPart();
        var both = bundle(Way.TRANSACTION, HTTPVerb.DELETE, "Patient/" + other, STALE);
        both.addEntry(
                bundle(Way.TRANSACTION, HTTPVerb.PUT, "Patient/" + id, STALE).getEntryFirstRep());

        var answer = client.transact(both);

        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).contains("If-Match");
        assertThat(client.get("/Patient/" + other).status()).isEqualTo(200);
        assertThat(versions(id)).isEqualTo(2);
    }

    @Test
    void a_batch_changes_those_that_are_current() {
        var other = client.create(named(family + "-other")).getIdElement().getIdPart();
        var both = bundle(Way.BATCH, HTTPVerb.PUT, "Patient/" + id, STALE);
        both.addEntry(
                bundle(Way.BATCH, HTTPVerb.DELETE, "Patient/" + other, STALE).getEntryFirstRep());

        var answer = client.transact(both).resource(Bundle.class);

        var refused = answer.getEntry().get(0).getResponse();
        assertThat(refused.getStatus()).startsWith("412");
        assertThat(((OperationOutcome) refused.getOutcome()).getIssueFirstRep().getDiagnostics())
                .contains("If-Match");
        assertThat(answer.getEntry().get(1).getResponse().getStatus()).startsWith("20");
        assertThat(client.get("/Patient/" + other).status()).isEqualTo(410);
    }

    @ParameterizedTest
    @CsvSource({"ALONE", "TRANSACTION"})
    void a_record_that_others_lead_to_stays_although_its_version_is_the_current_one(Way way) {
        var weight = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept().setText("weight"))
                .setSubject(new Reference("Patient/" + id));
        client.create(weight);

        assertThat(write(way, HTTPVerb.DELETE, "Patient/" + id, CURRENT)).isEqualTo(409);
        assertThat(versions(id)).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}, by id: {1}")
    @CsvSource({"DELETE, true", "DELETE, false", "PUT, true", "PUT, false", "PATCH, true", "PATCH, false"})
    void a_batch_that_wants_to_be_a_transaction_keeps_its_conditions(HTTPVerb verb, boolean byId) {
        var target = byId ? "Patient/" + id : "Patient?family=" + family;

        var answer = client.post(
                        "",
                        bundle(Way.BATCH, verb, target, STALE),
                        "X-Transaction-Semantics",
                        "retryCount=1; tryBatchAsTransactionFirst=true")
                .resource(Bundle.class);

        assertThat(answer.getType()).isEqualTo(BundleType.BATCHRESPONSE);
        assertThat(answer.getEntryFirstRep().getResponse().getStatus()).startsWith("412");
        assertThat(versions(id)).isEqualTo(2);
    }

    /** Each changes a record that is his alone; they race for somebody whom all of them bring. */
    @Test
    void a_race_for_another_record_is_no_stale_version() throws InterruptedException {
        var newcomer = "race-" + UUID.randomUUID();
        var own = Stream.generate(() ->
                        client.create(named(family + "-own")).getIdElement().getIdPart())
                .limit(WRITERS)
                .toList();

        var statuses =
                AtOnce.all(
                                WRITERS,
                                who -> () -> client.transact(bringing(newcomer, own.get(who)))
                                        .status())
                        .stream()
                        .flatMap(outcome -> outcome.result().stream())
                        .toList();

        assertThat(statuses).hasSize(WRITERS).contains(200).isSubsetOf(200, 409);
        assertThat(own.stream().map(this::versions))
                .containsExactlyElementsOf(
                        statuses.stream().map(status -> status == 200 ? 2 : 1).toList());
        assertThat(client.search("Patient?family=" + newcomer).getEntry()).hasSize(1);
    }

    private Bundle bringing(String newcomer, String own) {
        var both = bundle(Way.TRANSACTION, HTTPVerb.PUT, "Patient/" + own, "W/\"1\"");
        both.addEntry()
                .setResource(named(newcomer))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Patient")
                .setIfNoneExist("family=" + newcomer);
        return both;
    }

    private int write(Way way, HTTPVerb verb, String target, String condition) {
        if (way == Way.ALONE) {
            return switch (verb) {
                case PUT -> client.put("/" + target, body(target), "If-Match", condition)
                        .status();
                case PATCH -> client.send(
                                "PATCH", "/" + target, patch(), "If-Match", condition, "Content-Type", JSON_PATCH)
                        .status();
                default -> client.delete("/" + target, "If-Match", condition).status();
            };
        }
        var answer = client.transact(bundle(way, verb, target, condition));
        return answer.status() != 200
                ? answer.status()
                : Integer.parseInt(answer.resource(Bundle.class)
                        .getEntryFirstRep()
                        .getResponse()
                        .getStatus()
                        .substring(0, 3));
    }

    private Bundle bundle(Way way, HTTPVerb verb, String target, String condition) {
        var bundle = new Bundle().setType(way == Way.BATCH ? BundleType.BATCH : BundleType.TRANSACTION);
        var entry = bundle.addEntry();
        entry.getRequest().setMethod(verb).setUrl(target).setIfMatch(condition);
        if (verb == HTTPVerb.PUT) {
            entry.setResource(body(target));
        } else if (verb == HTTPVerb.PATCH) {
            entry.setResource(
                    new Binary().setContentType(JSON_PATCH).setData(patch().getBytes(StandardCharsets.UTF_8)));
        }
        return bundle;
    }

    /** Different each time, so that it is a change. */
    private Patient body(String target) {
        var body = named(target.contains("?") ? target.replaceFirst("^.*=", "") : family);
        body.getNameFirstRep().addGiven(UUID.randomUUID().toString());
        return target.contains("?") ? body : withId(body, target.replaceFirst("^.*/", ""));
    }

    private static String patch() {
        return "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"" + UUID.randomUUID() + "\"}]";
    }

    private int versions(String patient) {
        return client.get("/Patient/" + patient + "/_history")
                .resource(Bundle.class)
                .getTotal();
    }

    private Patient withId(Patient patient) {
        return withId(patient, id);
    }

    private static Patient withId(Patient patient, String wanted) {
        patient.setId(wanted);
        return patient;
    }

    private static Patient named(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family);
        return patient;
    }
}

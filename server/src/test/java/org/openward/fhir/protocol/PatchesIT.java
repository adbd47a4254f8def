package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Patches in the three languages that FHIR has for them, alone and in bundles; {@link PatchSuiteTest} knows more of one of them. */
@HospitalTest
class PatchesIT {
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String XML_PATCH = "application/xml-patch+xml";

    private final FhirClient client;
    private final String patient;

    PatchesIT(Hospital hospital) {
        client = hospital.asDemo();
        var someone = new Patient();
        someone.addName().setFamily("Ward").addGiven("Ada").addGiven("Bea").addGiven("Dora");
        someone.addTelecom().setValue("1");
        someone.addTelecom().setValue("2");
        patient = "Patient/" + client.create(someone).getIdElement().getIdPart();
    }

    /** How a patch reaches the server. */
    enum Way {
        ALONE,
        BATCH,
        TRANSACTION
    }

    @ParameterizedTest
    @EnumSource
    void a_fhirpath_patch_replaces_adds_deletes_inserts_and_moves(Way way) {
        var patch = new Parameters();
        operation(patch, "replace", "Patient.name[0].family", part("value", new StringType("Bed")));
        operation(
                patch,
                "add",
                "Patient",
                part("name", new StringType("birthDate")),
                part("value", new DateType("1980-02-03")));
        operation(patch, "delete", "Patient.name[0].given[0]");
        operation(
                patch,
                "insert",
                "Patient.name[0].given",
                part("index", new IntegerType(1)),
                part("value", new StringType("Cleo")));
        operation(
                patch,
                "move",
                "Patient.telecom",
                part("source", new IntegerType(1)),
                part("destination", new IntegerType(0)));

        assertThat(status(way, patch)).isEqualTo(200);

        var now = client.get("/" + patient).resource(Patient.class);
        assertThat(now.getMeta().getVersionId()).isEqualTo("2");
        assertThat(now.getNameFirstRep().getFamily()).isEqualTo("Bed");
        assertThat(now.getNameFirstRep().getGiven())
                .extracting(StringType::getValue)
                .containsExactly("Bea", "Cleo", "Dora");
        assertThat(now.getBirthDateElement().getValueAsString()).isEqualTo("1980-02-03");
        assertThat(now.getTelecom()).extracting(ContactPoint::getValue).containsExactly("2", "1");
    }

    @ParameterizedTest
    @EnumSource
    void a_fhirpath_patch_that_finds_nothing_to_replace_changes_nothing(Way way) {
        var patch = new Parameters();
        operation(patch, "delete", "Patient.telecom[0]");
        operation(patch, "replace", "Patient.name[9].family", part("value", new StringType("Bed")));

        assertThat(status(way, patch)).isIn(400, 422);
        assertThat(client.get("/" + patient).resource(Patient.class).getMeta().getVersionId())
                .isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                JSON_PATCH + "|[{\"op\":\"replace\",\"path\":\"/name/0/family\",\"value\":\"Bed\"}]",
                XML_PATCH
                        + "|<diff xmlns:f=\"http://hl7.org/fhir\"><replace sel=\"f:Patient/f:name/f:family/@value\">Bed</replace></diff>"
            })
    void a_json_or_xml_patch_is_made_alone_and_in_bundles(String language, String patch) {
        var binary = new Binary().setContentType(language).setData(patch.getBytes(StandardCharsets.UTF_8));

        for (var way : Way.values()) {
            rename("Ward");
            assertThat(status(way, binary)).as("%s", way).isEqualTo(200);
            assertThat(client.get("/" + patient)
                            .resource(Patient.class)
                            .getNameFirstRep()
                            .getFamily())
                    .isEqualTo("Bed");
        }
    }

    @Test
    void a_transaction_in_which_one_patch_finds_nothing_changes_nothing() {
        var other = "Patient/" + client.create(new Patient()).getIdElement().getIdPart();
        var bundle =
                bundle(BundleType.TRANSACTION, other, json("[{\"op\":\"add\",\"path\":\"/active\",\"value\":true}]"));
        bundle.addEntry(bundle(
                        BundleType.TRANSACTION,
                        patient,
                        json("[{\"op\":\"replace\",\"path\":\"/contact/0/gender\",\"value\":\"male\"}]"))
                .getEntryFirstRep());

        var answer = client.transact(bundle);

        assertThat(answer.status()).as("%s", answer).isIn(400, 422);
        assertThat(client.get("/" + other).resource(Patient.class).hasActive()).isFalse();
    }

    /** What it holds was done elsewhere. */
    @Test
    void a_bundle_that_is_only_kept_may_hold_patches_that_are_not_made_here() {
        var kept = new Bundle().setType(BundleType.HISTORY);
        var entry = kept.addEntry()
                .setResource(new Binary()
                        .setContentType(XML_PATCH)
                        .setData("<!DOCTYPE diff><diff/>".getBytes(StandardCharsets.UTF_8)));
        entry.getRequest().setMethod(HTTPVerb.PATCH).setUrl(patient + "?active=true");
        entry.getResponse().setStatus("200");

        assertThat(client.post("/Bundle", kept).status()).isEqualTo(201);
        assertThat(client.transact(kept.setType(BundleType.BATCH)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient.name[",
                "Patient.name[x]",
                "Patient.where(",
                "Patient..name",
                "Patient.name.where(use = ",
                ")",
                "%%%",
                "Patient.name.where(family='"
            })
    void a_path_that_nobody_can_read_is_refused(String path) {
        var patch = new Parameters();
        operation(patch, "replace", path, part("value", new StringType("Bed")));

        for (var way : Way.values()) {
            assertThat(status(way, patch)).as(way.name()).isBetween(400, 422);
        }
        assertThat(client.get("/" + patient).resource(Patient.class).getMeta().getVersionId())
                .isEqualTo("1");
    }

    @Test
    void a_patch_without_a_path_is_refused() {
        var patch = new Parameters();
        patch.addParameter().setName("operation").addPart().setName("type").setValue(new CodeType("delete"));

        for (var way : Way.values()) {
            assertThat(status(way, patch)).as(way.name()).isBetween(400, 422);
        }
    }

    private static Binary json(String patch) {
        return new Binary().setContentType(JSON_PATCH).setData(patch.getBytes(StandardCharsets.UTF_8));
    }

    private void rename(String family) {
        var now = client.get("/" + patient).resource(Patient.class);
        now.getNameFirstRep().setFamily(family);
        client.put("/" + patient, now);
    }

    private int status(Way way, Resource patch) {
        if (way == Way.ALONE) {
            return alone(patch).status();
        }
        var answer =
                client.transact(bundle(way == Way.BATCH ? BundleType.BATCH : BundleType.TRANSACTION, patient, patch));
        return answer.status() != 200
                ? answer.status()
                : Integer.parseInt(answer.resource(Bundle.class)
                        .getEntryFirstRep()
                        .getResponse()
                        .getStatus()
                        .substring(0, 3));
    }

    private Answer alone(Resource patch) {
        if (patch instanceof Binary text) {
            return client.send(
                    "PATCH",
                    "/" + patient,
                    new String(text.getData(), StandardCharsets.UTF_8),
                    "Content-Type",
                    text.getContentType());
        }
        return client.send(
                "PATCH",
                "/" + patient,
                FhirContext.forR4Cached().newJsonParser().encodeResourceToString(patch));
    }

    private static Bundle bundle(BundleType type, String target, Resource patch) {
        var bundle = new Bundle().setType(type);
        bundle.addEntry()
                .setResource(patch)
                .getRequest()
                .setMethod(HTTPVerb.PATCH)
                .setUrl(target);
        return bundle;
    }

    private static void operation(Parameters patch, String type, String path, ParametersParameterComponent... more) {
        var operation = patch.addParameter().setName("operation");
        operation.addPart(part("type", new CodeType(type)));
        operation.addPart(part("path", new StringType(path)));
        for (var each : more) {
            operation.addPart(each);
        }
    }

    private static ParametersParameterComponent part(String name, PrimitiveType<?> value) {
        return new ParametersParameterComponent().setName(name).setValue(value);
    }
}

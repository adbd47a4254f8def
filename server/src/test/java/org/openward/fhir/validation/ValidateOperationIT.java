package org.openward.fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class ValidateOperationIT {
    private static final String BODY_WEIGHT = "http://hl7.org/fhir/StructureDefinition/bodyweight";

    private final FhirClient client;

    ValidateOperationIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "create", "profile"})
    void a_record_of_any_type_is_validated(String mode) {
        assertThat(errors(validated(parameters(new Patient().setActive(true), mode))))
                .isZero();
        assertThat(errors(validated(parameters(new Observation().setStatus(ObservationStatus.FINAL), mode))))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/Observation", "/Observation/ID"})
    void the_mode_profile_is_taken_at_every_level(String level) {
        var weight = new Observation().setStatus(ObservationStatus.FINAL);
        weight.getCode().setText("Weight");
        var stored = client.create(weight);
        var address = level.replace("ID", stored.getIdElement().getIdPart()) + "/$validate";
        var asked = parameters(stored, "profile");

        assertThat(errors(client.post(address + "?mode=profile", stored))).isZero();
        assertThat(errors(client.post(address, asked))).isZero();
        assertMissesCategory(client.post(address + "?mode=profile&profile=" + BODY_WEIGHT, stored));
        assertMissesCategory(client.post(address, asked.addParameter("profile", new UriType(BODY_WEIGHT))));
        assertMissesCategory(client.send(
                "POST",
                address,
                FhirContext.forR4Cached().newXmlParser().encodeResourceToString(asked),
                "Content-Type",
                "application/fhir+xml",
                "Accept",
                "application/fhir+json"));
        assertThat(client.post(address + "?mode=wildly", stored).status()).isEqualTo(400);
    }

    private static void assertMissesCategory(Answer answer) {
        assertThat(errors(answer)).isPositive();
        assertThat(answer.body()).contains("Observation.category: minimum required");
    }

    @Test
    void the_mode_profile_may_be_all_that_is_asked_of_a_stored_record() {
        var poor = client.create(new Observation().setStatus(ObservationStatus.FINAL));

        assertThat(errors(client.post(
                        path(poor) + "/$validate", new Parameters().addParameter("mode", new CodeType("profile")))))
                .isPositive();
    }

    @Test
    void the_record_may_be_the_whole_body() {
        assertThat(errors(validated(new Patient().setActive(true)))).isZero();
        assertThat(errors(validated(new Observation().setStatus(ObservationStatus.FINAL))))
                .isPositive();
    }

    @Test
    void a_profile_can_be_named() {
        var weight = new Observation().setStatus(ObservationStatus.FINAL);
        weight.getCode().setText("Weight");

        assertThat(errors(validated(weight))).isZero();
        assertThat(errors(validated(parameters(weight, "").addParameter("profile", new UriType(BODY_WEIGHT)))))
                .isPositive();
        assertThat(errors(client.post("/$validate?profile=" + BODY_WEIGHT, weight)))
                .isPositive();
    }

    @Test
    void an_unclear_request_is_refused() {
        assertThat(client.post("/$validate", new Parameters().addParameter("mode", "create"))
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/$validate", parameters(new Patient().setActive(true), "wildly"))
                        .status())
                .isEqualTo(400);
        assertThat(client.send("POST", "/$validate", "{").status()).isEqualTo(400);
        var unnamed = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"resource\":{\"resourceType\":\"Patient\"}}]}";
        assertThat(client.send("POST", "/$validate", unnamed).status()).isEqualTo(400);
    }

    @Test
    void parameters_are_validated_as_any_record() {
        var kept = client.create(new Parameters().addParameter("x", "a"));

        assertThat(errors(client.send(
                        "POST",
                        "/" + kept.getIdElement().toUnqualifiedVersionless() + "/$validate",
                        "{\"resourceType\":\"Parameters\"}")))
                .isZero();
        assertThat(errors(validated(parameters(new Parameters().addParameter("x", "a"), ""))))
                .isZero();
        assertThat(errors(validated(parameters(new Parameters().addParameter("resource", "a"), ""))))
                .isZero();
    }

    @Test
    void a_stored_record_is_validated_where_it_lies() {
        var whole = client.create(new Patient().setActive(true));
        var poor = client.create(new Observation().setStatus(ObservationStatus.FINAL));

        assertThat(errors(client.post(path(whole) + "/$validate", new Parameters())))
                .isZero();
        assertThat(errors(client.post(path(poor) + "/$validate", new Parameters())))
                .isPositive();
        assertThat(client.post("/Patient/never-existed/$validate", new Parameters())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whether_a_record_could_be_deleted_is_asked_without_deleting_it() {
        var named = client.create(new Patient());
        var single = client.create(new Patient());
        client.create(new Flag().setSubject(new Reference(path(named).substring(1))));
        var asked = new Parameters().addParameter("mode", new CodeType("delete"));

        assertThat(client.post(path(single) + "/$validate", asked).status()).isEqualTo(200);
        assertThat(client.post(path(named) + "/$validate", asked).status()).isEqualTo(409);
        assertThat(client.post("/Patient/$validate", asked).status()).isEqualTo(400);
        assertThat(client.get(path(single)).status()).isEqualTo(200);
        assertThat(client.get(path(named)).status()).isEqualTo(200);
    }

    private static String path(Resource record) {
        return "/" + record.getIdElement().toUnqualifiedVersionless().getValue();
    }

    @Test
    void what_no_record_has_is_found() {
        assertThat(errors(client.send("POST", "/$validate", "{\"resourceType\":\"Patient\",\"foo\":1}")))
                .isPositive();
    }

    @Test
    void nobody_validates_without_a_token(Hospital hospital) {
        assertThat(hospital.anonymous()
                        .post("/$validate", new Patient().setActive(true))
                        .status())
                .isEqualTo(401);
    }

    private Answer validated(Resource body) {
        return client.post("/$validate", body);
    }

    private static Parameters parameters(Resource record, String mode) {
        var parameters = new Parameters();
        parameters.addParameter().setName("resource").setResource(record);
        if (!mode.isEmpty()) {
            parameters.addParameter("mode", new CodeType(mode));
        }
        return parameters;
    }

    private static long errors(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isIn(200, 412, 422);
        return answer.resource(OperationOutcome.class).getIssue().stream()
                .filter(issue -> issue.getSeverity() == IssueSeverity.ERROR)
                .count();
    }
}

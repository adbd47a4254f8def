package org.openward.fhir.newest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class NewestObservationsIT {
    private static final Coding PULSE = new Coding("http://loinc.org", "8867-4", null);
    private static final Coding HEART_RATE = new Coding("http://snomed.info/sct", "364075005", null);
    private static final Coding WEIGHT = new Coding("http://loinc.org", "29463-7", null);

    private final Hospital hospital;
    private final FhirClient client;
    private String patient = "";

    NewestObservationsIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
    }

    @BeforeEach
    void admit_a_patient() {
        patient = "Patient/" + client.create(new Patient()).getIdElement().getIdPart();
    }

    @Test
    void the_newest_of_each_kind_is_shown_whatever_came_in_last() {
        var pulse = observed("2026-03-01T10:00:00Z", PULSE);
        observed("2026-02-01T10:00:00Z", PULSE);
        var weight = observed("2026-01-01", WEIGHT);
        observed("2025-01-01", WEIGHT);
        observed(null, WEIGHT);

        assertThat(newest("patient=" + patient)).containsExactlyInAnyOrder(pulse, weight);
        assertThat(newest("subject=" + patient + "&code=http://loinc.org%7C29463-7"))
                .containsExactly(weight);
    }

    @Test
    void as_many_of_each_are_shown_as_are_asked_for_the_newest_first() {
        var first = observed("2026-01-01", PULSE);
        var second = observed("2026-01-02", PULSE);
        var third = observed("2026-01-03", PULSE);

        assertThat(newest("patient=" + patient + "&max=2")).containsExactly(third, second);
        assertThat(newest("patient=" + patient + "&max=9")).containsExactly(third, second, first);
        assertThat(newest("patient=" + patient + "&max=2&date=le2026-01-02")).containsExactly(second, first);
    }

    @Test
    void a_result_with_several_codes_is_one_of_each_kind_and_one_in_words_is_of_its_own() {
        var both = observed("2026-01-01", PULSE, HEART_RATE);
        var inLoinc = observed("2026-01-02", PULSE);
        var inWords = observed("2025-01-01");

        assertThat(newest("patient=" + patient)).containsExactlyInAnyOrder(both, inLoinc, inWords);
    }

    @Test
    void it_can_be_asked_with_a_body() {
        observed("2026-01-01", PULSE);
        var newer = observed("2026-01-02", PULSE);
        var question = new Parameters().addParameter("patient", patient);
        question.addParameter().setName("max").setValue(new IntegerType(1));

        assertThat(ids(client.post("/Observation/$lastn", question))).containsExactly(newer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?max=3",
                "?patient=Patient/x&max=0",
                "?patient=Patient/x&max=two",
                "?patient=Patient/x&nobody-knows=1",
                "?patient=Patient/x&max=2&subject:Patient.family=Rao",
                "?patient=Patient/x&_has:Provenance:target:agent=x",
                "?patient=Patient/x&patient%252Efamily=Rao",
                "?patient=Patient/x&%255Fhas%253AProvenance:target:agent=x",
                "?patient=Patient/x&_includeDeleted=true",
                "?patient=Patient/x&code-value-quantity=8480-6$abc",
                "?patient=Patient/x,Patient/y",
                "?patient=Patient/x&subject=Patient/y",
                "?patient:missing=false"
            })
    void a_question_that_cannot_be_answered_is_refused(String question) {
        var answer = client.get("/Observation/$lastn" + question);

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).isNotBlank();
    }

    @Test
    void it_needs_the_scope_to_search_all_results_and_stays_in_the_tenant() {
        observed("2026-01-01", PULSE);
        var question = "/Observation/$lastn?patient=" + patient;

        assertThat(hospital.anonymous().get(question).status()).isEqualTo(401);
        assertThat(hospital.withScope("system/Observation.r").get(question).status())
                .isEqualTo(403);
        assertThat(hospital.withScope("system/Observation.rs?category=laboratory")
                        .get(question)
                        .status())
                .isEqualTo(403);
        assertThat(ids(hospital.withScope("system/Observation.rs").get(question)))
                .hasSize(1);
        assertThat(ids(hospital.asClinicB().get(question))).isEmpty();
    }

    private String observed(@Nullable String moment, Coding... codes) {
        var observation = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(new Reference(patient))
                .setCode(new CodeableConcept().setText("As the nurse calls it").setCoding(List.of(codes)));
        if (moment != null) {
            observation.setEffective(new DateTimeType(moment));
        }
        return client.create(observation).getIdElement().getIdPart();
    }

    private List<String> newest(String question) {
        return ids(client.get("/Observation/$lastn?" + question));
    }

    private static List<String> ids(Answer answer) {
        return answer.resource(Bundle.class).getEntry().stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }
}

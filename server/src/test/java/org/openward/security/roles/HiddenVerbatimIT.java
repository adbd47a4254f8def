package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.privacy.PrivateClinic.aConsent;
import static org.openward.privacy.PrivateClinic.deny;
import static org.openward.privacy.PrivateClinic.to;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openward.privacy.PrivateClinic;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/**
 * Who may not see a record gets the same answer as it is stored and through HAPI's model, and nothing of the record in either, for every
 * reason that hides it and on every way that leads to it.
 */
@HospitalTest
class HiddenVerbatimIT {
    private static final String THROUGH_THE_MODEL = "_pretty=false";
    private static final String SEALED = "https://id.example/national";

    private final Hospital hospital;
    private final Ward ward;

    HiddenVerbatimIT(Hospital hospital) {
        this.hospital = hospital;
        this.ward = Ward.of(hospital);
    }

    /** Why somebody does not see it. */
    enum Reason {
        PATIENTS_CONSENT,
        MASK_OF_HIS_ROLE,
        SEALED_NUMBER_BEHIND_A_MASK,
        NOT_IN_HIS_CARE,
        APP_OF_ANOTHER_PATIENT,
        SCOPE_OF_A_CATEGORY,
        SCOPE_OF_ANOTHER_TYPE,
        SCOPE_WITHOUT_READING,
        ANOTHER_TENANT,
        NO_TOKEN
    }

    /**
     * A record with a mark that somebody must not see.
     *
     * @param including the search that brings the record along with another one
     */
    private record Hidden(
            FhirClient free, FhirClient forbidden, Resource record, Patient whose, String including, String mark) {
        String read() {
            return "/" + name(record);
        }

        List<String> ways() {
            return List.of(
                    read(),
                    read() + "/_history/1",
                    read() + "/_history",
                    "/" + record.fhirType() + "?_id=" + id(record),
                    including,
                    "/" + name(whose) + "/$everything");
        }
    }

    private static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }

    @ParameterizedTest
    @EnumSource
    void is_answered_alike_on_both_paths_and_shows_nothing(Reason reason) {
        var hidden = hidden(reason);

        for (var way : hidden.ways()) {
            var stored = hidden.forbidden().get(way);
            var modelled = hidden.forbidden().get(way + (way.contains("?") ? "&" : "?") + THROUGH_THE_MODEL);

            assertThat(hidden.free().get(way).body()).as(way).contains(hidden.mark());
            assertThat(modelled.status()).as(way).isEqualTo(stored.status());
            assertThat(told(modelled)).as(way).isEqualTo(told(stored)).doesNotContain(hidden.mark());
        }
        assertThat(hidden.forbidden().get(hidden.read()).status())
                .isIn(
                        switch (reason) {
                            case MASK_OF_HIS_ROLE, SEALED_NUMBER_BEHIND_A_MASK -> List.of(200);
                            case NO_TOKEN -> List.of(401);
                            default -> List.of(403, 404);
                        });
    }

    /** Without what is each answer's own: its id, its time, and the link to itself. */
    static String told(Answer answer) {
        return answer.body()
                .replaceFirst("\"resourceType\":\"Bundle\",\"id\":\"[^\"]+\",\"meta\":\\{[^}]*}", "")
                .replaceFirst("\"link\":\\[.*?],?", "")
                .replaceAll("\"resourceType\":\"OperationOutcome\",\"id\":\"[^\"]+\"", "");
    }

    private Hidden hidden(Reason reason) {
        return switch (reason) {
            case PATIENTS_CONSENT -> keptByConsent();
            case MASK_OF_HIS_ROLE -> masked(ward.known, "City" + ward.secret);
            case SEALED_NUMBER_BEHIND_A_MASK -> masked(numbered(), "No" + ward.secret);
            case NOT_IN_HIS_CARE -> observationOf(ward.stranger, ward.asDoctor(), "vital-signs");
            case APP_OF_ANOTHER_PATIENT -> observationOf(ward.stranger, ward.asPatient(ward.known), "vital-signs");
            case SCOPE_OF_A_CATEGORY -> observationOf(
                    ward.known, hospital.withScope("system/Observation.rs?category=laboratory"), "laboratory");
            case SCOPE_OF_ANOTHER_TYPE -> aPatient(hospital.withScope("system/Observation.rs"));
            case SCOPE_WITHOUT_READING -> aPatient(hospital.withScope("system/Observation.cud system/Patient.cud"));
            case ANOTHER_TENANT -> observationOf(ward.known, hospital.asClinicB(), "vital-signs");
            case NO_TOKEN -> observationOf(ward.known, hospital.anonymous(), "vital-signs");
        };
    }

    private Hidden keptByConsent() {
        var clinic = new PrivateClinic(hospital);
        var patient = clinic.aPatient();
        var condition = clinic.aConditionOf(patient);
        var pointer = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept().setText("points to it"))
                .setSubject(reference(patient))
                .addFocus(reference(condition));
        var open = clinic.office().create(pointer);
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));
        return new Hidden(
                clinic.office(),
                clinic.nurse(),
                condition,
                patient,
                focusOf(open),
                condition.getCode().getText());
    }

    private static String focusOf(Observation pointer) {
        return "/Observation?_id=" + id(pointer) + "&_include=Observation:focus";
    }

    private Patient numbered() {
        var patient = ward.patient("Numbered");
        patient.addIdentifier()
                .setSystem(SEALED)
                .setValue("No" + ward.secret)
                .setType(new CodeableConcept(new Coding("http://terminology.hl7.org/CodeSystem/v2-0203", "SS", null)));
        return ward.demo.create(patient);
    }

    /** The laboratory works for the patient, and sees who that is. */
    private Hidden masked(Patient patient, String mark) {
        var laboratory = ward.demo.create(new Organization());
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(ward.doctor)).setOrganization(reference(laboratory)));
        var order = ward.demo.create(ward.order(patient));
        ward.demo.create(ward.task(order, patient, laboratory));
        var including = "/ServiceRequest?_id=" + id(order) + "&_include=ServiceRequest:subject";
        return new Hidden(ward.demo, ward.as("LAB"), patient, patient, including, mark);
    }

    /** The forbidden one may see an observation of that category which points to it, if any. */
    private Hidden observationOf(Patient patient, FhirClient forbidden, String category) {
        var hidden = ward.demo.create(ward.observation(patient, "vital-signs"));
        var pointer = ward.observation(ward.known, category).addFocus(reference(hidden));
        pointer.getCode().setText("points to it");
        var including = focusOf(ward.demo.create(pointer));
        return new Hidden(ward.demo, forbidden, hidden, patient, including, "code" + ward.secret);
    }

    private Hidden aPatient(FhirClient forbidden) {
        var open = ward.demo.create(ward.observation(ward.known, "vital-signs"));
        var including = "/Observation?_id=" + id(open) + "&_include=Observation:subject";
        return new Hidden(ward.demo, forbidden, ward.known, ward.known, including, "City" + ward.secret);
    }
}

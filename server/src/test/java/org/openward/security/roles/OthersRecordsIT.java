package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** D14: a patient, or who cares for one, sees nothing of others, also of the types that are in no patient's compartment. */
@HospitalTest
class OthersRecordsIT {
    private static final Set<String> OF_NO_PATIENT = Set.of("PaymentNotice", "PaymentReconciliation", "Slot");

    /** Without the test client's own Content-Type, by which HAPI takes FHIR to be wanted. */
    private static final String[] RAW = {"Accept", "text/plain", "Content-Type", "text/plain"};

    private final Ward ward;

    OthersRecordsIT(Hospital hospital) {
        this.ward = Ward.of(hospital);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DocumentReference", "Task", "PaymentReconciliation"})
    void a_patient_sees_nothing_of_another(String type) {
        hidden(type)
                .closedTo(ward.asPatient(ward.known), ward.demo, Numbered.of(ward))
                .holds();
    }

    @FullRun
    @Test
    void neither_does_who_cares_for_a_patient_whatever_the_type() {
        var caregiver = caregiver();
        for (var type : Numbered.TYPES) {
            var theirs = hidden(type);
            theirs.closedTo(caregiver, ward.demo, Numbered.of(ward)).holds();
            theirs.closedTo(ward.asPatient(ward.known), ward.demo, Numbered.of(ward))
                    .holds();
        }
    }

    @Test
    void a_patient_sees_no_file_of_another() {
        var text = "paper" + ward.secret;
        var file = ward.demo.create(new Binary()
                .setContentType("text/plain")
                .setSecurityContext(reference(ward.stranger))
                .setData(text.getBytes(StandardCharsets.UTF_8)));
        var content = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        var patient = ward.asPatient(ward.known);

        new HiddenRecord(
                        file,
                        "_id=" + file.getIdElement().getIdPart(),
                        "data",
                        Optional.empty(),
                        ward.stranger,
                        ward.known,
                        HiddenRecord.pointer(ward, ward.known, file))
                .closedTo(patient, ward.demo, content)
                .holds();
        assertThat(ward.demo.get("/" + name(file), RAW).body()).isEqualTo(text);
        assertThat(patient.get("/" + name(file), RAW).status()).isEqualTo(404);
        assertThat(patient.get("/" + name(file) + "/_history/1", RAW).body()).doesNotContain(text);
    }

    private HiddenRecord hidden(String type) {
        var toPatient = OF_NO_PATIENT.contains(type) ? Optional.<String>empty() : Optional.of("patient");
        return Numbered.hidden(ward, type, ward.stranger, toPatient);
    }

    /** Of the patient whom the doctor knows. */
    private FhirClient caregiver() {
        var relative = ward.demo.create(new RelatedPerson().setActive(true).setPatient(reference(ward.known)));
        var consent = new Consent().setStatus(ConsentState.ACTIVE).setPatient(reference(ward.known));
        consent.getScope().addCoding().setCode("patient-privacy");
        consent.getProvision().setType(ConsentProvisionType.PERMIT).addActor().setReference(reference(relative));
        ward.demo.create(consent);
        return ward.hospital.inRoles(List.of("CGV"), name(relative), Map.of());
    }
}

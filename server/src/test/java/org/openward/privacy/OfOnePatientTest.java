package org.openward.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfOnePatientTest {
    private final OfOnePatient single = new OfOnePatient(FhirContext.forR4Cached());

    @ParameterizedTest
    @ValueSource(strings = {"DiagnosticReport", "Encounter", "Immunization", "MedicationRequest"})
    void what_has_one_patient_belongs_to_nobody_else(String type) {
        assertThat(single.isSo(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Appointment",
                "CareTeam",
                "Condition",
                "Coverage",
                "Group",
                "Observation",
                "Patient",
                "Practitioner"
            })
    void what_can_name_several_or_none_may_be_anothers(String type) {
        assertThat(single.isSo(type)).isFalse();
    }
}

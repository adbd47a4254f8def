package org.openward.audit.anomalies;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

class NamePolicyTest {
    @Test
    void a_user_named_like_a_patient_may_be_a_relative() {
        assertThat(NamePolicy.areAlike("asha.rao", aPatient("Rao"))).isTrue();
        assertThat(NamePolicy.areAlike("a_MÜLLER-lopez", aPatient("Müller"))).isTrue();
        assertThat(NamePolicy.areAlike("asha.rao", aPatient("Raonath"))).isFalse();
    }

    @Test
    void what_is_too_short_says_nothing() {
        assertThat(NamePolicy.areAlike("li.wu", aPatient("Wu"))).isFalse();
        assertThat(NamePolicy.areAlike("asha", new Patient())).isFalse();
    }

    private static Patient aPatient(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family);
        return patient;
    }
}

package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

class PatientsTouchedTest {
    private final PatientsTouched touched = new PatientsTouched(FhirContext.forR4Cached());

    @Test
    void a_patient_is_his_own_record_and_not_that_of_whom_he_is_linked_to() {
        var anna = new Patient();
        anna.setId("Patient/anna/_history/2");
        anna.addLink().setOther(new Reference("Patient/anne"));

        assertThat(touched.in(anna)).containsExactly("anna");
    }

    @Test
    void a_record_belongs_to_its_subject() {
        assertThat(touched.in(new Observation().setSubject(new Reference("Patient/anna/_history/4"))))
                .containsExactly("anna");
        assertThat(touched.in(new ChargeItem().setSubject(new Reference("Patient/anna"))))
                .containsExactly("anna");
        assertThat(touched.in(new Task().setFor(new Reference("Patient/anna")))).containsExactly("anna");
    }

    @Test
    void a_subject_that_is_no_patient_is_nobody() {
        assertThat(touched.in(new Observation().setSubject(new Reference("Device/xn1000"))))
                .isEmpty();
        assertThat(touched.in(new Organization())).isEmpty();
        assertThat(touched.in(null)).isEmpty();
    }

    @Test
    void everybody_in_a_bundle_or_in_parameters_was_touched() {
        var bundle = new Bundle();
        bundle.addEntry().setResource(of("anna"));
        bundle.addEntry().setResource(of("ben"));
        bundle.addEntry().setResource(of("anna"));
        var parameters = new Parameters();
        parameters.addParameter().addPart().setResource(bundle);

        assertThat(touched.in(parameters)).containsExactly("anna", "ben");
    }

    @Test
    void looking_at_the_trail_touches_nobodys_record() {
        var event = new AuditEvent();
        event.addEntity().setWhat(new Reference("Patient/anna"));

        assertThat(touched.in(event)).isEmpty();
    }

    private static Resource of(String patient) {
        return new Observation().setSubject(new Reference("Patient/" + patient));
    }
}

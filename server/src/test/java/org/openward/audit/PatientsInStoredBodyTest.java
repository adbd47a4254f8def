package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PatientsInStoredBodyTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final PatientsInStoredBody stored = new PatientsInStoredBody(FHIR);
    private final PatientsTouched read = new PatientsTouched(FHIR);

    private Set<String> in(Resource resource) {
        return stored.in(resource.fhirType(), FHIR.newJsonParser().encodeResourceToString(resource));
    }

    @Test
    void finds_the_patients_that_the_elements_name() {
        var observation = new Observation().setSubject(new Reference("Patient/ann"));
        observation.addPerformer(new Reference("Patient/ben"));
        observation.addPerformer(new Reference("Practitioner/carl"));
        observation.addExtension("https://example.org/x", new Reference("Patient/not-of-the-record"));
        var appointment = new Appointment();
        appointment.addParticipant().setActor(new Reference("https://example.org/fhir/Patient/dora/_history/3"));
        appointment.addParticipant().setActor(new Reference("Location/1"));

        assertThat(in(observation)).containsExactly("ann", "ben").isEqualTo(read.in(observation));
        assertThat(in(appointment)).containsExactly("dora").isEqualTo(read.in(appointment));
    }

    @Test
    void finds_the_patient_of_a_task_and_none_where_none_is_named() {
        var task = new Task().setFor(new Reference("Patient/eve"));
        var ward = new Organization().setName("Named like a reference: Patient/x");

        assertThat(in(task)).containsExactly("eve");
        assertThat(in(ward)).isEmpty();
    }

    static Set<String> everyType() {
        return FHIR.getResourceTypes();
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void every_place_where_a_type_names_a_patient_is_a_plain_path(String type) {
        var definition = FHIR.getResourceDefinition(type);

        var paths = definition.getSearchParamsForCompartmentName("Patient").stream()
                .flatMap(parameter -> parameter.getPathsSplit().stream())
                .map(path -> path.replaceFirst("\\.where\\(resolve\\(\\) is \\w+\\)", "")
                        .trim())
                .filter(path -> path.startsWith(type + "."));

        assertThat(paths).allMatch(path -> path.matches("[A-Za-z.]+"));
    }
}

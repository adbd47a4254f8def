package org.openward.fhir.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.util.FhirContextSearchParamRegistry;
import org.junit.jupiter.api.Test;

class PatientCompartmentTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final PatientCompartment compartment =
            new PatientCompartment(FHIR, new FhirContextSearchParamRegistry(FHIR));

    @Test
    void every_type_that_can_be_a_patients_says_by_which_references() {
        var types = FHIR.getResourceTypes().stream().filter(compartment::holds).toList();

        assertThat(types).contains("Patient", "Observation", "Encounter", "Appointment", "Group", "Invoice");
        assertThat(types).doesNotContain("Practitioner", "Organization", "Task", "ValueSet");
        assertThat(types).allSatisfy(type -> assertThat(compartment.paths(type))
                .as(type)
                .isNotEmpty()
                .allMatch(path -> path.startsWith(type + ".")));
    }

    @Test
    void an_observation_is_the_patients_whom_it_is_about_or_who_made_it() {
        assertThat(compartment.paths("Observation"))
                .contains("Observation.subject", "Observation.performer")
                .allMatch(path -> path.matches("Observation\\.(subject|performer)\\b.*"));
    }
}

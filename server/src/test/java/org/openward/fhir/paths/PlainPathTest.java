package org.openward.fhir.paths;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.profiles.FhirTypes;

class PlainPathTest {
    private final FhirContext context = FhirContext.forR4Cached();
    private final FhirTypes types = new FhirTypes(context);

    @Test
    void nearly_all_search_parameters_of_the_standard_are_plain() {
        var paths = context.getResourceTypes().stream()
                .flatMap(type -> pathsOf(type).stream())
                .distinct()
                .toList();

        assertThat(paths)
                .filteredOn(path -> PlainPath.of(path, types).isEmpty())
                .hasSizeLessThan(paths.size() / 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient.deceased.exists() and Patient.deceased != false",
                "Bundle.entry[0].resource",
                "Patient.telecom.where(system='email')",
                "(Observation.value as CodeableConcept).text",
                "Observation.value as Nonsense",
                "Patient.extension('http://example.org').value",
                "name",
                ""
            })
    void what_only_the_engine_understands_is_left_to_it(String path) {
        assertThat(PlainPath.of(path, types)).isEmpty();
    }

    @Test
    void a_reference_into_the_resource_itself_is_left_to_the_engine() {
        var condition = new Condition().setSubject(new Reference("#p"));

        assertThat(in(condition, "Condition.subject.where(resolve() is Patient)"))
                .isEmpty();
    }

    @Test
    void several_values_where_one_is_meant_are_left_to_the_engine_which_refuses() {
        var patient = new Patient();
        patient.addName().setFamily("Rao");
        patient.addName().setFamily("Iyer");

        assertThat(in(patient, "Patient.name as HumanName")).isEmpty();
        assertThat(in(patient, "Patient.name.ofType(HumanName)"))
                .hasValueSatisfying(names -> assertThat(names).hasSize(2));
    }

    @Test
    void another_type_has_nothing_there() {
        assertThat(in(new Observation().setValue(new IntegerType(1)), "Patient.name"))
                .contains(List.of());
        assertThat(in(new Observation().setValue(new IntegerType(1)), "Observation.value as Quantity"))
                .contains(List.of());
    }

    private Optional<List<Base>> in(Resource resource, String path) {
        return PlainPath.of(path, types).orElseThrow().in(resource);
    }

    private List<String> pathsOf(String type) {
        return context.getResourceDefinition(type).getSearchParams().stream()
                .map(RuntimeSearchParam::getPath)
                .filter(path -> path != null && !path.isBlank())
                .flatMap(path -> Stream.of(path.split("\\|")))
                .map(String::trim)
                .distinct()
                .toList();
    }
}

package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperationRequestsTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Definitions DEFINITIONS = new Definitions(FHIR);

    /** What moves no money and must not happen twice either. */
    private static final Set<String> KEYED = Set.of(
            "Patient-break-glass",
            "Patient-erase",
            "Task-approve",
            "Task-reject",
            "provision-tenant",
            "rotate-signing-key");

    @ParameterizedTest
    @MethodSource("operations")
    void the_example_request_gives_only_defined_parameters_and_all_that_are_needed(String name) {
        OperationDefinition operation = DEFINITIONS.operation(name);

        Parameters request =
                FHIR.newJsonParser().parseResource(Parameters.class, DEFINITIONS.example(example(operation)));

        List<OperationDefinitionParameterComponent> inputs = inputs(operation);
        assertThat(inputs)
                .extracting(OperationDefinitionParameterComponent::getName)
                .containsAll(request.getParameter().stream()
                        .map(ParametersParameterComponent::getName)
                        .toList());
        assertThat(inputs).allSatisfy(input -> assertGiven(input, request));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_definition_says_who_it_is_for_and_what_every_parameter_means(String name) {
        OperationDefinition operation = DEFINITIONS.operation(name);

        assertThat(operation.getPurpose()).isNotBlank();
        assertThat(operation.getDescription()).isNotBlank();
        assertThat(operation.getParameter()).allSatisfy(parameter -> assertThat(parameter.getDocumentation())
                .isNotBlank());
        assertThat(inputs(operation))
                .filteredOn(input -> input.getMin() == 0)
                .allSatisfy(input -> assertThat(input.getDocumentation()).containsAnyOf("Default: ", "No default."));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void only_an_operation_that_changes_something_needs_a_key(String name) {
        OperationDefinition operation = DEFINITIONS.operation(name);

        boolean needsKey = operation.hasExtension(Extensions.IDEMPOTENCY_KEY_REQUIRED);

        assertThat(needsKey && !operation.getAffectsState()).isFalse();
        assertThat(needsKey).isEqualTo(name.startsWith("Invoice-") || KEYED.contains(name));
    }

    static Stream<String> operations() {
        return DEFINITIONS.operations().stream()
                .map(operation -> operation.getIdElement().getIdPart());
    }

    private static void assertGiven(OperationDefinitionParameterComponent input, Parameters request) {
        List<ParametersParameterComponent> given = request.getParameter().stream()
                .filter(parameter -> parameter.getName().equals(input.getName()))
                .toList();
        assertThat(given).hasSizeBetween(input.getMin(), most(input));
        assertThat(given)
                .allSatisfy(
                        parameter -> assertThat(parameter.getValue().fhirType()).isEqualTo(input.getType()));
    }

    private static int most(OperationDefinitionParameterComponent input) {
        return input.getMax().equals("*") ? Integer.MAX_VALUE : Integer.parseInt(input.getMax());
    }

    private static List<OperationDefinitionParameterComponent> inputs(OperationDefinition operation) {
        return operation.getParameter().stream()
                .filter(parameter -> parameter.getUse() == OperationParameterUse.IN)
                .toList();
    }

    private static String example(OperationDefinition operation) {
        String suffix = "/example/" + operation.getIdElement().getIdPart() + ".json";
        return PackageFiles.examples().stream()
                .map(PackageFiles::name)
                .filter(file -> file.endsWith(suffix))
                .map(file -> file.replace("/example/", "/").replace(".json", ""))
                .findFirst()
                .orElseThrow();
    }
}

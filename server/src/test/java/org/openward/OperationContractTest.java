package org.openward;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Operation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.Definitions;
import org.yaml.snakeyaml.Yaml;

/** What is published about an operation and what the server serves are the same thing, in both directions. */
class OperationContractTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Definitions DEFINITIONS = new Definitions(FHIR);
    private static final List<ServedOperation> SERVED = operations();
    private static final Path PAGES = Path.of("..", "docs", "operations");
    private static final Path PACKAGE = Path.of("..", "fhir-profiles", "src", "main", "resources", "package");

    @Test
    void what_is_served_is_published_and_what_is_published_is_served() {
        var served = served().map(ServedOperation::name).collect(toCollection(TreeSet::new));

        var published = published().collect(toCollection(TreeSet::new));

        assertThat(served).isEqualTo(published);
    }

    @ParameterizedTest
    @MethodSource("served")
    void an_operation_is_served_as_its_definition_says(ServedOperation served) {
        var definition = DEFINITIONS.operation(served.name());

        assertThat(served.code()).isEqualTo(definition.getCode());
        assertThat(served.canonical()).isEqualTo(definition.getUrl());
        assertThat(served.changesNothing()).isEqualTo(!definition.getAffectsState());
        assertThat(served.parameters())
                .containsExactlyInAnyOrderElementsOf(parameters(definition, OperationParameterUse.IN));
        if (served.answersOneResource()) {
            assertThat(List.of(served.answer()))
                    .isEqualTo(parameters(definition, OperationParameterUse.OUT).stream()
                            .map(ServedOperation.Parameter::type)
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("published")
    void an_operation_is_served_at_the_levels_of_its_definition(String name) {
        var definition = DEFINITIONS.operation(name);
        var ways = served().filter(served -> served.name().equals(name)).toList();

        assertThat(ways.stream().anyMatch(ServedOperation::atSystemLevel)).isEqualTo(definition.getSystem());
        assertThat(ways.stream().anyMatch(ServedOperation::atTypeLevel)).isEqualTo(definition.getType());
        assertThat(ways.stream().anyMatch(ServedOperation::atInstanceLevel)).isEqualTo(definition.getInstance());
    }

    @ParameterizedTest
    @MethodSource("published")
    void an_operation_has_a_page_that_shows_its_parameters(String name) throws IOException {
        var definition = DEFINITIONS.operation(name);

        var page = Files.readString(PAGES.resolve(page(name)));

        assertThat(page).contains("$" + definition.getCode());
        assertThat(definition.getParameter())
                .allSatisfy(parameter -> assertThat(page).contains("`" + parameter.getName() + "`"));
    }

    @ParameterizedTest
    @MethodSource("published")
    void an_operation_has_an_example_request_with_every_parameter_that_it_needs(String name) throws IOException {
        var definition = DEFINITIONS.operation(name);
        var known = parameters(definition, OperationParameterUse.IN).stream()
                .map(ServedOperation.Parameter::name)
                .toList();
        var needed = parameters(definition, OperationParameterUse.IN).stream()
                .filter(parameter -> parameter.min() > 0)
                .map(ServedOperation.Parameter::name)
                .toList();

        var example = FHIR.newJsonParser().parseResource(Parameters.class, Files.readString(example(name)));

        assertThat(example.getParameter().stream().map(ParametersParameterComponent::getName))
                .containsAll(needed)
                .isSubsetOf(known);
    }

    @Test
    void the_security_policy_has_a_row_for_each_operation_of_ours_and_for_no_other() throws IOException {
        Map<String, Map<String, Object>> policy;
        try (var file = OperationContractTest.class.getResourceAsStream("/security/operations.yaml")) {
            policy = new Yaml().load(file);
        }

        assertThat(policy.getOrDefault("own", Map.of()).keySet())
                .containsExactlyInAnyOrderElementsOf(published().toList());
    }

    private static Stream<ServedOperation> served() {
        return SERVED.stream();
    }

    private static List<ServedOperation> operations() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.openward").stream()
                        .filter(type -> type.isAnnotatedWith(FhirOperations.class))
                        .map(JavaClass::reflect)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Operation.class))
                        .map(ServedOperation::new)
                        .toList();
    }

    private static Stream<String> published() {
        return DEFINITIONS.operations().stream().map(OperationDefinition::getIdPart);
    }

    private static List<ServedOperation.Parameter> parameters(
            OperationDefinition definition, OperationParameterUse use) {
        return definition.getParameter().stream()
                .filter(parameter -> parameter.getUse() == use)
                .map(OperationContractTest::parameter)
                .toList();
    }

    private static ServedOperation.Parameter parameter(OperationDefinitionParameterComponent parameter) {
        var type = parameter.hasPart() ? ServedOperation.PARTS : parameter.getType();
        return new ServedOperation.Parameter(parameter.getName(), type, parameter.getMin(), parameter.getMax());
    }

    /** {@code DiagnosticReport-verify} is described in {@code diagnostic-report-verify.md}. */
    private static String page(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT) + ".md";
    }

    /** Examples lie beside the definition, in the folder of the same feature. */
    private static Path example(String name) throws IOException {
        try (var files = Files.walk(PACKAGE)) {
            var definition = files.filter(file -> file.endsWith("OperationDefinition-" + name + ".json"))
                    .findFirst()
                    .orElseThrow();
            return definition.resolveSibling("example").resolve(name + ".json");
        }
    }
}

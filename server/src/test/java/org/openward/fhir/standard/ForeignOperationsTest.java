package org.openward.fhir.standard;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;
import org.junit.jupiter.api.Test;
import org.openward.fhir.standard.ForeignOperation.Taken;
import org.yaml.snakeyaml.Yaml;

class ForeignOperationsTest {
    /** In the security policy, but not served by this version of HAPI. */
    private static final List<String> NOT_SERVED = List.of("find-matches");

    private static final DefinitionsOfR4 STANDARD = new DefinitionsOfR4(FhirContext.forR4Cached());

    @Test
    void each_operation_of_others_that_is_open_says_what_it_takes() throws IOException {
        Map<String, Map<String, Object>> policy;
        try (var file = ForeignOperationsTest.class.getResourceAsStream("/security/operations.yaml")) {
            policy = new Yaml().load(file);
        }
        var open = policy.getOrDefault("standard", Map.of()).keySet().stream()
                .filter(name -> !NOT_SERVED.contains(name))
                .collect(Collectors.toSet());

        assertThat(ForeignOperations.all().stream().map(ForeignOperation::code).collect(Collectors.toSet()))
                .isEqualTo(open);
    }

    @Test
    void each_parameter_of_R4_is_either_taken_or_refused_and_no_other_is_left_without_words() {
        assertThat(ForeignOperations.all()).allSatisfy(operation -> {
            var published = STANDARD.find(operation.definition()).stream()
                    .flatMap(ForeignOperationsTest::parameters)
                    .toList();
            var asInR4 = operation.takes().stream()
                    .filter(Taken::isAsInR4)
                    .map(Taken::name)
                    .toList();

            assertThat(published).as(operation.id()).containsAll(asInR4);
            if (!published.isEmpty()) {
                assertThat(Stream.concat(asInR4.stream(), operation.refuses().stream()))
                        .as(operation.id())
                        .containsExactlyInAnyOrderElementsOf(published);
            }
        });
    }

    private static Stream<String> parameters(OperationDefinition definition) {
        return definition.getParameter().stream()
                .filter(each -> each.getUse() == OperationParameterUse.IN)
                .map(OperationDefinitionParameterComponent::getName);
    }
}

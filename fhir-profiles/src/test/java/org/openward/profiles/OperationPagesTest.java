package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperationPagesTest {
    private static final Path PAGES = Path.of("../docs/operations");
    private static final Definitions DEFINITIONS = new Definitions(FhirContext.forR4Cached());

    @ParameterizedTest
    @MethodSource("operations")
    void the_tables_of_a_page_are_those_of_its_definition(OperationDefinition operation) {
        String page = page(operation);

        assertThat(rows(section(page, "In"))).isEqualTo(expectedRows(operation, OperationParameterUse.IN));
        assertThat(rows(section(page, "Out"))).isEqualTo(expectedRows(operation, OperationParameterUse.OUT));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_page_has_the_parts_of_every_page_and_names_its_permission(OperationDefinition operation) {
        String page = page(operation);

        assertThat(headings(page)).containsExactly("Request", "Who may call it", "In", "Out", "Refusals", "Example");
        assertThat(section(page, "Who may call it"))
                .contains("`" + OperationNames.PERMISSION
                        + operation.getIdElement().getIdPart() + "`");
        assertThat(section(page, "Request")).contains("$" + operation.getCode());
        assertThat(section(page, "Request").contains("Idempotency-Key"))
                .isEqualTo(operation.hasExtension(Extensions.IDEMPOTENCY_KEY_REQUIRED));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_page_names_only_invariants_that_are_published(OperationDefinition operation) {
        List<String> published =
                codes(DEFINITIONS.named(CodeSystem.class, "invariant").getConcept());

        List<String> named = Pattern.compile("\\| ([A-Z][0-9]+) \\|")
                .matcher(section(page(operation), "Refusals"))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(published).containsAll(named);
        assertThat(named).isNotEmpty();
    }

    @Test
    void there_is_no_page_without_an_operation() {
        String[] pages = PAGES.toFile().list();

        assertThat(pages)
                .containsExactlyInAnyOrderElementsOf(
                        operations().map(operation -> fileName(operation)).toList());
    }

    static Stream<OperationDefinition> operations() {
        return DEFINITIONS.operations().stream();
    }

    private static String page(OperationDefinition operation) {
        return PackageFiles.text(PAGES.resolve(fileName(operation)));
    }

    private static String fileName(OperationDefinition operation) {
        return operation
                        .getIdElement()
                        .getIdPart()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                        .toLowerCase(Locale.ROOT) + ".md";
    }

    private static List<String> headings(String page) {
        return Pattern.compile("(?m)^## (.+)$")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String section(String page, String heading) {
        return Pattern.compile("(?ms)^## " + heading + "\\n(.*?)(?=^## |\\z)")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> rows(String section) {
        return section.lines().filter(line -> line.startsWith("| `")).toList();
    }

    private static List<String> expectedRows(OperationDefinition operation, OperationParameterUse use) {
        List<String> rows = new ArrayList<>();
        operation.getParameter().stream()
                .filter(parameter -> parameter.getUse() == use)
                .forEach(parameter -> addRows(rows, parameter, ""));
        return rows;
    }

    private static void addRows(List<String> rows, OperationDefinitionParameterComponent parameter, String parent) {
        String name = parent + parameter.getName();
        rows.add("| `%s` | %s | %d..%s | %s |"
                .formatted(
                        name, type(parameter), parameter.getMin(), parameter.getMax(), parameter.getDocumentation()));
        parameter.getPart().forEach(part -> addRows(rows, part, name + "."));
    }

    private static String type(OperationDefinitionParameterComponent parameter) {
        if (!parameter.hasType()) {
            return "parts";
        }
        List<String> targets = parameter.getTargetProfile().stream()
                .map(CanonicalType::getValue)
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .toList();
        return parameter.getType() + (targets.isEmpty() ? "" : "(" + String.join(", ", targets) + ")");
    }

    private static List<String> codes(List<ConceptDefinitionComponent> concepts) {
        return concepts.stream()
                .flatMap(concept -> Stream.concat(Stream.of(concept.getCode()), codes(concept.getConcept()).stream()))
                .toList();
    }
}

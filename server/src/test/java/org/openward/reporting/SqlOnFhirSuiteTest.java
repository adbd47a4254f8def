package org.openward.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The official SQL-on-FHIR tests, which are no part of this project: the folder that holds them is named by the system
 * property {@code openward.test.sql-on-fhir} or the environment variable {@code SQL_ON_FHIR_TESTS}.
 */
class SqlOnFhirSuiteTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final ViewReader READER = new ViewReader(FHIR);

    @TestFactory
    Stream<DynamicTest> a_view_gives_the_rows_that_the_official_suite_expects() throws IOException {
        var folder = folder();
        assumeTrue(Files.isDirectory(folder), "The official tests of SQL-on-FHIR are not in " + folder + ".");
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream()
                    .flatMap(SqlOnFhirSuiteTest::cases);
        }
    }

    private static Path folder() {
        var named = System.getProperty("openward.test.sql-on-fhir", System.getenv("SQL_ON_FHIR_TESTS"));
        return Path.of(named == null ? "../../shared/suites/sql-on-fhir/tests" : named);
    }

    private static Stream<DynamicTest> cases(Path file) {
        try {
            var suite = JSON.readTree(file.toFile());
            return children(suite.path("tests"))
                    .map(test -> DynamicTest.dynamicTest(
                            suite.path("title").asText() + ": "
                                    + test.path("title").asText(),
                            () -> check(suite.path("resources"), test)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void check(JsonNode resources, JsonNode test) throws IOException {
        var definition = test.path("view").toString();
        if (test.path("expectError").asBoolean()) {
            assertThatThrownBy(() -> rows(definition, resources)).isInstanceOf(ViewNotUnderstood.class);
            return;
        }

        var rows = rows(definition, resources);

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(children(test.path("expect"))
                        .map(SqlOnFhirSuiteTest::withoutNulls)
                        .toList());
    }

    private static List<JsonNode> rows(String definition, JsonNode resources) {
        var view = READER.read(definition);
        return children(resources)
                .map(resource -> (Resource) FHIR.newJsonParser().parseResource(resource.toString()))
                .flatMap(resource -> view.rows(resource).stream())
                .map(row -> withoutNulls(JSON.valueToTree(row)))
                .toList();
    }

    /** A null is a missing value in the suite, and 1 and 1.0 are the same number. */
    private static JsonNode withoutNulls(JsonNode row) {
        var filled = JSON.createObjectNode();
        row.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                filled.set(field.getKey(), comparable(field.getValue()));
            }
        });
        return filled;
    }

    private static JsonNode comparable(JsonNode value) {
        return value.isNumber()
                ? JSON.getNodeFactory()
                        .textNode(value.decimalValue().stripTrailingZeros().toPlainString())
                : value;
    }

    private static Stream<JsonNode> children(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }
}

package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.junit.jupiter.api.Test;

class IndexTest {
    private static final Path PACKAGE = Path.of("src/main/resources/package");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Definitions definitions = new Definitions(FhirContext.forR4Cached());

    @Test
    void the_index_lists_exactly_the_definitions_of_the_package() throws IOException {
        PackageIndex expected = new PackageIndex(
                definitionFiles().stream().map(IndexTest::entry).toList());

        PackageIndex committed = JSON.readValue(PACKAGE.resolve("index.json").toFile(), PackageIndex.class);

        assertThat(committed.files())
                .as("index.json is out of date; it should read\n%s", pretty(expected))
                .isEqualTo(expected.files());
    }

    @Test
    void every_definition_is_named_by_its_type_and_id_under_our_root() throws IOException {
        List<PackageIndex.Entry> entries =
                definitionFiles().stream().map(IndexTest::entry).toList();

        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.filename()).endsWith("/" + entry.resourceType() + "-" + entry.id() + ".json");
            assertThat(entry.url()).matches("(" + Systems.ROOT + "|http://hl7.org/fhir/5.0/).+");
        });
        assertThat(entries).extracting(PackageIndex.Entry::url).doesNotHaveDuplicates();
    }

    @Test
    void every_operation_name_has_its_definition_and_the_other_way_round() {
        List<String> names = constants(OperationNames.class).stream()
                .filter(name -> !name.contains("/"))
                .toList();

        List<OperationDefinition> published = definitions.operations();

        assertThat(published)
                .extracting(operation -> operation.getIdElement().getIdPart())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(published).allSatisfy(operation -> assertThat(operation.getUrl())
                .isEqualTo(OperationNames.CANONICAL + operation.getIdElement().getIdPart()));
    }

    @Test
    void an_unknown_name_is_refused_by_its_name() {
        assertThatThrownBy(() -> definitions.operation("Invoice-forget")).hasMessageContaining("Invoice-forget");
    }

    private static List<Path> definitionFiles() throws IOException {
        try (Stream<Path> files = Files.walk(PACKAGE)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !filename(file).equals("index.json"))
                    .filter(file -> !filename(file).contains("/example/"))
                    .sorted(Comparator.comparing(IndexTest::filename))
                    .toList();
        }
    }

    private static PackageIndex.Entry entry(Path file) {
        try {
            JsonNode resource = JSON.readTree(file.toFile());
            return new PackageIndex.Entry(
                    filename(file),
                    resource.path("resourceType").asText(),
                    resource.path("id").asText(),
                    resource.path("url").asText());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String filename(Path file) {
        return PACKAGE.relativize(file).toString().replace('\\', '/');
    }

    private static String pretty(PackageIndex index) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(index);
    }

    private static List<String> constants(Class<?> holder) {
        return Arrays.stream(holder.getFields()).map(IndexTest::constant).toList();
    }

    private static String constant(Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException hidden) {
            throw new IllegalStateException(hidden);
        }
    }
}

package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Definitions definitions = new Definitions(FhirContext.forR4Cached());

    @Test
    void the_index_lists_exactly_the_definitions_of_the_package() throws IOException {
        PackageIndex expected = new PackageIndex(
                PackageFiles.definitions().stream().map(IndexTest::entry).toList());

        PackageIndex committed =
                JSON.readValue(PackageFiles.PACKAGE.resolve("index.json").toFile(), PackageIndex.class);

        assertThat(committed.files())
                .as("index.json is out of date; it should read\n%s", pretty(expected))
                .isEqualTo(expected.files());
    }

    @Test
    void every_definition_is_named_by_its_type_and_id_under_our_root() throws IOException {
        List<PackageIndex.Entry> entries =
                PackageFiles.definitions().stream().map(IndexTest::entry).toList();

        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.filename()).endsWith("/" + entry.resourceType() + "-" + entry.id() + ".json");
            assertThat(entry.url()).matches("(" + Systems.ROOT + "|http://hl7.org/fhir/5.0/).+");
        });
        assertThat(entries).extracting(PackageIndex.Entry::url).doesNotHaveDuplicates();
    }

    @Test
    void an_unknown_name_is_refused_by_its_name() {
        assertThatThrownBy(() -> definitions.operation("Invoice-forget")).hasMessageContaining("Invoice-forget");
    }

    private static PackageIndex.Entry entry(Path file) {
        try {
            JsonNode resource = JSON.readTree(file.toFile());
            return new PackageIndex.Entry(
                    PackageFiles.name(file),
                    resource.path("resourceType").asText(),
                    resource.path("id").asText(),
                    url(resource));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String url(JsonNode resource) {
        return resource.path("resourceType").asText().equals("DeviceDefinition")
                ? resource.path("identifier").path(0).path("value").asText()
                : resource.path("url").asText();
    }

    private static String pretty(PackageIndex index) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(index);
    }
}

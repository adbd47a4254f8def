package org.openward.fhir.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageArchiveTest {
    @Test
    void the_definitions_of_a_package_are_found_and_its_name() {
        var guide = Guide.whole();
        var archive = new PackageArchive(guide.archive());

        assertThat(archive.manifest().name()).hasToString(guide.name());
        assertThat(archive.manifest().dependencies()).isEmpty();
        assertThat(urls(archive))
                .contains(guide.profile(), guide.list(), guide.statuses())
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package/example/Patient-1.json",
                "package/../package/StructureDefinition-9.json",
                "../../etc/StructureDefinition-9.json",
                "other/StructureDefinition-9.json",
                "package/StructureDefinition-9.xml",
                "package/.StructureDefinition-9.json"
            })
    void what_lies_elsewhere_is_not_read(String place) {
        var archive = new PackageArchive(Guide.whole()
                .file(place, "{\"resourceType\":\"StructureDefinition\",\"url\":\"urn:elsewhere\"}")
                .archive());

        assertThat(urls(archive)).hasSize(4).doesNotContain("urn:elsewhere");
    }

    @Test
    void records_in_a_package_are_left_out() {
        var archive = new PackageArchive(Guide.whole()
                .file("package/Patient-1.json", "{\"resourceType\":\"Patient\",\"url\":\"urn:patient\"}")
                .archive());

        assertThat(urls(archive)).hasSize(4);
    }

    @Test
    void what_is_no_archive_is_refused() {
        assertThatThrownBy(() -> new PackageArchive("no archive".getBytes(StandardCharsets.UTF_8)).manifest())
                .isInstanceOf(UnusablePackage.class);
    }

    @Test
    void half_an_archive_is_refused() {
        var whole = Guide.whole().archive();
        var half = Arrays.copyOf(whole, whole.length / 2);

        assertThatThrownBy(() -> urls(new PackageArchive(half))).isInstanceOf(UnusablePackage.class);
    }

    @Test
    void a_package_without_a_name_is_refused() {
        var archive =
                new PackageArchive(new Guide().file("package/a.json", "{}").archive());

        assertThatThrownBy(archive::manifest)
                .isInstanceOf(UnusablePackage.class)
                .hasMessageContaining("package.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"../../x\",\"version\":\"1.0.0\"}",
                "{\"name\":\"x\",\"version\":\"1/2\"}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"version\":\"1.0.0\",\"fhirVersions\":[\"5.0.0\"]}",
                "[]",
                "{"
            })
    void a_manifest_that_is_none_is_refused(String manifest) {
        var archive = new PackageArchive(
                new Guide().file("package/package.json", manifest).archive());

        assertThatThrownBy(archive::manifest).isInstanceOf(UnusablePackage.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0, 1.0.0, true",
        "1.0.1, 1.0.0, false",
        "1.0.1, 1.0.x, true",
        "1.10.0, 1.1.x, false",
        "2.0.0, latest, true",
        "2.0.0, current, true"
    })
    void a_version_may_leave_something_open(String here, String asked, boolean does) {
        assertThat(new PackageName("a.guide", here).answers(new PackageName("a.guide", asked)))
                .isEqualTo(does);
    }

    private static List<String> urls(PackageArchive archive) {
        var urls = new ArrayList<String>();
        archive.definitions(definition -> urls.add(definition.path("url").asText()));
        return urls;
    }
}

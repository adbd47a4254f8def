package org.openward;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.util.VersionUtil;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootVersion;

/** The versions that really are on the class path: Boot's BOM would silently change several that HAPI was built with. */
class EffectiveVersionsTest {
    private static final Pattern JAR = Pattern.compile("/([^/]+?)-(\\d[^/]*)\\.jar!/META-INF/MANIFEST\\.MF$");

    private static Map<String, String> versions = Map.of();

    @BeforeAll
    static void read_the_class_path() throws IOException {
        var loader = EffectiveVersionsTest.class.getClassLoader();
        versions = Collections.list(loader.getResources("META-INF/MANIFEST.MF")).stream()
                .map(URL::toString)
                .map(JAR::matcher)
                .filter(Matcher::find)
                .collect(Collectors.toMap(jar -> jar.group(1), jar -> jar.group(2), (one, other) -> one, TreeMap::new));
    }

    @ParameterizedTest
    @CsvSource({
        "hibernate-core, 6.6.4.Final",
        "hibernate-envers, 6.6.4.Final",
        "hibernate-search-mapper-orm, 7.2.1.Final",
        "hibernate-search-engine, 7.2.1.Final",
        "commons-lang3, 3.18.0",
    })
    void what_hapi_calls_has_the_very_version_hapi_was_built_with(String artifact, String version) {
        assertThat(versions).containsEntry(artifact, version);
    }

    @ParameterizedTest
    @CsvSource({"jackson-core", "jackson-databind", "jackson-annotations", "jackson-datatype-jsr310"})
    void jackson_is_of_the_line_that_hapi_names(String artifact) {
        assertThat(versions.get(artifact)).matches("2\\.20(\\.\\d+)?");
    }

    @Test
    void hapi_fhir_is_8_8_0_in_all_its_parts() {
        var parts = versions.entrySet().stream()
                .filter(jar -> jar.getKey().startsWith("hapi-fhir-"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

        assertThat(VersionUtil.getVersion()).isEqualTo("8.8.0");
        assertThat(parts).containsKeys("hapi-fhir-jpaserver-base", "hapi-fhir-structures-r4");
        assertThat(Set.copyOf(parts.values())).containsExactly("8.8.0");
    }

    @Test
    void spring_data_is_of_one_release_train() {
        assertThat(versions)
                .containsEntry("spring-data-commons", "3.5.10")
                .containsEntry("spring-data-jpa", "3.5.10")
                .containsEntry("spring-data-envers", "3.5.10");
    }

    @Test
    void spring_boot_is_of_the_last_line_that_hapi_runs_on() {
        assertThat(SpringBootVersion.getVersion()).startsWith("3.5.");
    }
}

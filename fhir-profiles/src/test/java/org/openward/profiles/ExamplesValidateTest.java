package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesValidateTest {
    @ParameterizedTest
    @MethodSource("definitionsAndExamples")
    void a_published_resource_is_valid(Path file) {
        assertThat(ProfileValidation.errors(PackageFiles.text(file))).isEmpty();
    }

    @Test
    void every_profile_has_an_example() {
        List<String> profiles = PackageFiles.definitions().stream()
                .filter(file -> PackageFiles.text(file).contains("\"kind\": \"resource\""))
                .map(file -> PackageFiles.name(file).replaceAll(".*/StructureDefinition-|\\.json", ""))
                .toList();

        String examples = String.join(
                "\n", PackageFiles.examples().stream().map(PackageFiles::text).toList());

        assertThat(profiles).hasSize(11).allSatisfy(profile -> assertThat(examples)
                .contains("\"" + Profiles.STRUCTURE + profile + "\""));
    }

    static Stream<Path> definitionsAndExamples() {
        return Stream.concat(PackageFiles.definitions().stream(), PackageFiles.examples().stream())
                .filter(file -> !file.getFileName().toString().matches("(ViewDefinition|SubscriptionTopic)-.*"));
    }
}

package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class InvalidExamplesFailTest {
    private static final Path INVALID = Path.of("src/test/resources/invalid");

    @ParameterizedTest
    @CsvFileSource(resources = "/invalid/expected-issues.csv", delimiter = '|', numLinesToSkip = 1)
    void an_invalid_example_is_refused_for_its_one_mistake(String example, String issue) {
        assertThat(ProfileValidation.errors(PackageFiles.text(INVALID.resolve(example + ".json"))))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error).contains(issue));
    }

    @Test
    void every_invalid_example_has_its_expected_issue() {
        String expected = PackageFiles.text(INVALID.resolve("expected-issues.csv"));

        assertThat(PackageFiles.jsonUnder(INVALID)).isNotEmpty().allSatisfy(file -> assertThat(expected)
                .contains("\n" + INVALID.relativize(file).toString().replace(".json", "|")));
    }

    @Test
    void every_rule_of_ours_has_an_invalid_example() {
        String expected = PackageFiles.text(INVALID.resolve("expected-issues.csv"));
        assertThat(Rules.ofOurs()).hasSize(16).allSatisfy(rule -> assertThat(expected)
                .contains("|" + rule + "\n"));
    }
}

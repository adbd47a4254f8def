package org.openward.identity.secondfactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBoxTest {
    private static final byte[] SECRET = "what the phone knows".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;

    SecretBoxTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void a_secret_comes_back_for_its_owner_and_for_nobody_else() {
        var box = new SecretBox(null, folder);

        var locked = box.seal(SECRET, "asha");

        assertThat(new String(locked.content(), StandardCharsets.ISO_8859_1)).doesNotContain("phone");
        assertThat(box.open(locked, "asha")).hasValue(SECRET);
        assertThat(box.open(locked, "ravi")).isEmpty();
    }

    @Test
    void the_key_of_the_folder_is_made_once_and_only_the_server_reads_it() throws IOException {
        var locked = new SecretBox(null, folder).seal(SECRET, "asha");

        var afterRestart = new SecretBox(null, folder).open(locked, "asha");

        assertThat(afterRestart).hasValue(SECRET);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1).allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                    .hasSize(2));
        }
    }

    @Test
    void another_key_opens_nothing() {
        var locked = new SecretBox(null, folder).seal(SECRET, "asha");

        var other = new SecretBox(Base64.getEncoder().encodeToString(new byte[32]), folder);

        assertThat(other.open(locked, "asha")).isEmpty();
    }

    @Test
    void a_key_of_the_wrong_length_stops_the_start() {
        assertThatThrownBy(() -> new SecretBox("c2hvcnQ=", folder)).hasMessageContaining("32 bytes");
    }
}

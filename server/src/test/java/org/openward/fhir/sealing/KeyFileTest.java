package org.openward.fhir.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openward.startup.StartRefused;
import org.openward.testing.AtOnce;

class KeyFileTest {
    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[FieldKey.BYTES]);

    private final Path folder;

    KeyFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private KeyFile file(String... lines) throws IOException {
        return new KeyFile(Files.writeString(folder.resolve("keys"), String.join("\n", lines)));
    }

    @Test
    void the_first_key_is_made_once_however_many_begin_and_nobody_else_may_read_it() throws Exception {
        var place = folder.resolve("deep").resolve("keys");

        var made = AtOnce.all(16, each -> () -> {
            var file = new KeyFile(place);
            file.make("k1");
            return file.read().get(0).checkValue();
        });

        assertThat(made).allMatch(AtOnce.Outcome::succeeded);
        assertThat(made.stream()
                        .map(each ->
                                Base64.getEncoder().encodeToString(each.result().get(0)))
                        .distinct())
                .hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                .isEqualTo("rw-------");
        try (var files = Files.list(place.getParent())) {
            assertThat(files).containsExactly(place);
        }
    }

    @Test
    void where_a_file_has_one_name_only_the_first_key_is_made_once_too() throws Exception {
        for (var failure : List.of(
                new FileSystemException("keys", null, "Operation not permitted"),
                new UnsupportedOperationException("No links here"))) {
            var place = folder.resolve(failure.getClass().getSimpleName());
            var disk = new KeyFile.Disk() {
                @Override
                public void link(Path name, Path file) throws IOException {
                    if (failure instanceof IOException refused) {
                        throw refused;
                    }
                    throw (RuntimeException) failure;
                }
            };

            new KeyFile(place, disk).make("k1");
            var first = Files.readString(place);
            new KeyFile(place, disk).make("k1");

            assertThat(new KeyFile(place).read()).hasSize(1);
            assertThat(Files.readString(place)).isEqualTo(first);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_key_is_on_the_disk_before_it_has_its_name_and_its_name_before_it_is_used() {
        var place = folder.resolve("keys");
        var done = new ArrayList<String>();
        var disk = new KeyFile.Disk() {
            @Override
            public void link(Path name, Path file) throws IOException {
                KeyFile.Disk.super.link(name, file);
                done.add("named");
            }

            @Override
            public void force(FileChannel open) throws IOException {
                KeyFile.Disk.super.force(open);
                done.add(Files.exists(place) ? "folder" : "key");
            }
        };

        new KeyFile(place, disk).make("k1");

        assertThat(done).containsExactly("key", "named", "folder");
    }

    @Test
    void keys_are_read_in_the_order_of_their_lines() throws IOException {
        assertThat(file("# made in May", "k1 " + SECRET, "", "2026-11   " + SECRET)
                        .read())
                .extracting(FieldKey::id)
                .containsExactly("k1", "2026-11");
    }

    @Test
    void a_file_that_is_missing_empty_or_mistyped_stops_the_start_without_telling_a_key() throws IOException {
        assertThatThrownBy(() -> new KeyFile(folder.resolve("nowhere")).read())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("nowhere");
        for (var lines : new String[][] {
            {}, {"k1 secret-secret"}, {"a name " + SECRET}, {"k1 " + SECRET, "k1 " + SECRET}, {"k1 " + SECRET + SECRET}
        }) {
            var file = file(lines);
            assertThatThrownBy(file::read)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageNotContaining("secret-secret")
                    .hasMessageNotContaining(SECRET);
        }
    }
}

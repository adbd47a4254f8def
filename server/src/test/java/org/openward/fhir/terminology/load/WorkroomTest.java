package org.openward.fhir.terminology.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkroomTest {
    @Test
    void what_a_dead_process_left_is_cleared_away_by_the_next_that_works(@TempDir Path parent) throws IOException {
        var dead = Files.createDirectory(parent.resolve("openward-work-dead"));
        Files.createFile(dead.resolve("lock"));
        Files.writeString(dead.resolve("load-7"), "half a file");

        try (var room = new Workroom(parent)) {
            room.file("load-8");
        }

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void what_is_held_and_what_is_nobodys_stay(@TempDir Path parent) throws IOException {
        var others = Files.createDirectory(parent.resolve("openward-work-being-made"));
        var strangers =
                Files.writeString(Files.createDirectory(parent.resolve("other")).resolve("lock"), "");
        try (var one = new Workroom(parent);
                var two = new Workroom(parent)) {
            var file = Files.writeString(one.file("load-1"), "work");

            var second = two.file("load-1");

            assertThat(file).hasContent("work");
            assertThat(second).doesNotExist().hasParentRaw(second.getParent());
            assertThat(second.getParent()).isNotEqualTo(file.getParent());
        }
        assertThat(others).isDirectory();
        assertThat(strangers).exists();
    }

    @Test
    void a_folder_that_the_machine_cleared_is_made_again(@TempDir Path parent) throws IOException {
        try (var room = new Workroom(parent)) {
            var before = room.file("load-1");
            Files.delete(before.resolveSibling("lock"));
            Files.delete(before.getParent());

            assertThat(Files.writeString(room.file("load-1"), "again")).hasContent("again");
        }
    }
}

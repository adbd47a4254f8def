package org.openward.terminology.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReleaseFileTest {
    @Test
    void an_archive_that_unpacks_to_more_than_is_allowed_is_given_up() throws Exception {
        var bomb = Told.archive("table.csv", "code,display\n" + ("B," + "y".repeat(999_000) + "\n").repeat(40));

        assertThat(Files.size(bomb)).isLessThan(100_000);
        assertThatThrownBy(() -> Told.of(ReleaseFormat.CSV, bomb))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("more than 1 MB when it is unpacked");
    }

    @Test
    void an_entry_that_belongs_elsewhere_is_read_and_put_nowhere() throws Exception {
        var told = Told.by(ReleaseFormat.CSV, "../../../tmp/openward-slipped.csv", "code,display\nA,Alpha\n");

        assertThat(told.displays).containsOnlyKeys("A");
        assertThat(Path.of("/tmp/openward-slipped.csv")).doesNotExist();
    }

    @Test
    void an_archive_that_was_cut_off_is_refused() throws Exception {
        var whole = Files.readAllBytes(Told.archive("table.csv", "code,display\nA,Alpha\n"));
        var half = Files.write(Told.temporary(), java.util.Arrays.copyOf(whole, whole.length - 30));

        assertThatThrownBy(() -> Told.of(ReleaseFormat.CSV, half))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("no zip archive");
    }

    @Test
    void a_damaged_entry_and_text_that_is_no_utf_8_are_refused() throws Exception {
        var bytes = Files.readAllBytes(Told.archive("table.csv", "code,display\n" + "A,Alpha and more\n".repeat(200)));
        for (int place = 50; place < 70; place++) {
            bytes[place] ^= 0x55;
        }
        var damaged = Files.write(Told.temporary(), bytes);
        var latin = Files.write(Told.temporary(), new byte[] {'c', 'o', 'd', 'e', ',', (byte) 0xe4, '\n'});

        assertThatThrownBy(() -> Told.of(ReleaseFormat.CSV, damaged)).isInstanceOf(BadRelease.class);
        assertThatThrownBy(() -> Told.of(ReleaseFormat.CSV, latin))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("no valid UTF-8");
    }

    @Test
    void a_row_without_end_is_not_held() {
        assertThatThrownBy(() -> Told.byText(ReleaseFormat.CSV, "code,display\nA," + "x".repeat(1_000_001)))
                .isInstanceOf(BadRelease.class)
                .hasMessageContaining("more than");
    }
}

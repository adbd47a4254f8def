package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    @Test
    void a_release_comes_after_its_drafts_and_ten_after_nine() {
        var inOrder = List.of(
                "", "8.0.0-ballot", "8.0.0-ballot2", "8.0.0-ballot10", "8.0.0", "8.0.0.1", "9.1", "10.0", "20260101");
        var mixed = new ArrayList<>(inOrder);
        Collections.reverse(mixed);

        mixed.sort(VersionOrder.EARLIEST_FIRST);

        assertThat(mixed).isEqualTo(inOrder);
    }
}

package org.openward.fhir.terminology.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HierarchyTest {
    @Test
    void a_lineage_is_the_code_and_all_that_it_stands_under_each_once() {
        // 40 stands under 20 and 30, both of them under 10.
        var hierarchy =
                new Hierarchy(new int[] {10, 20, 30, 40}, new int[] {20, 30, 40, 40}, new int[] {10, 10, 20, 30});

        assertThat(hierarchy.lineage(0)).containsExactly(10);
        assertThat(hierarchy.lineage(1)).containsExactly(20, 10);
        assertThat(hierarchy.lineage(3)).containsExactly(40, 20, 30, 10);
        assertThat(hierarchy.lineage(1)).containsExactly(20, 10);
    }

    @Test
    void a_code_that_stands_under_itself_is_found_out() {
        var hierarchy = new Hierarchy(new int[] {1, 2, 3}, new int[] {1, 2, 3}, new int[] {2, 1, 1});

        assertThatThrownBy(() -> hierarchy.lineage(0)).isInstanceOf(Hierarchy.Circle.class);
        assertThat(hierarchy.lineage(2)).containsExactlyInAnyOrder(1, 2, 3);
    }
}

package org.openward.numbering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class NumberFormatTest {
    @Test
    void a_number_is_padded_to_its_width_and_outgrows_it() {
        var format = new NumberFormat("MRN", 4, 1);

        assertThat(format.write(7)).isEqualTo("MRN0007");
        assertThat(format.write(12345)).isEqualTo("MRN12345");
    }

    @Test
    void a_bill_number_names_its_year() {
        assertThat(new NumberFormat("INV-", 6, 1).write(2026, 1)).isEqualTo("INV-2026-000001");
    }

    @Test
    void a_fiscal_year_that_begins_in_april_is_named_by_the_year_it_begins_in() {
        var fiscal = new NumberFormat("INV-", 6, 4);

        assertThat(fiscal.yearOf(LocalDate.of(2026, 3, 31))).isEqualTo(2025);
        assertThat(fiscal.yearOf(LocalDate.of(2026, 4, 1))).isEqualTo(2026);
        assertThat(new NumberFormat("INV-", 6, 1).yearOf(LocalDate.of(2026, 1, 1)))
                .isEqualTo(2026);
    }
}

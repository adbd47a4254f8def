package org.openward.billing.cards;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "3782 822463 10005",
                "30569309025904",
                "4222222222222",
                "2223003122003222",
                "6304 0000 0000 0000 000",
                "6521 1111 1111 1110",
                "Visa:4111 1111 1111 1111, good until 12/27",
                "22/11/2026 4111 1111 1111 1111",
                "5 4111 1111 1111 1111 7",
                "(4111111111111111)."
            })
    void the_number_of_a_card_is_found_however_it_is_written(String text) {
        assertThat(CardNumbers.in(text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Slip 411111111111",
                "4111111111111112",
                "4111  1111  1111  1111",
                "INV-2026-000017",
                "HDFCR52026112200000002",
                "pi4111111111111111",
                "4111111111111111x",
                "1.4111111111111111",
                "20261122000000004",
                "1763829000001",
                "91-1234-5678-9015",
                "80840 1234 5678 4",
                "41111111111111111111"
            })
    void other_numbers_are_none(String text) {
        assertThat(CardNumbers.in(text)).isEmpty();
    }

    @Test
    void each_number_is_told_by_its_digits() {
        assertThat(CardNumbers.in("4111 1111 1111 1111 or 5555-5555-5555-4444"))
                .containsExactlyInAnyOrder("4111111111111111", "5555555555554444");
        assertThat(CardNumbers.in(null)).isEmpty();
    }

    @Test
    void a_text_of_many_digits_is_read_once() {
        assertThat(CardNumbers.in("1 ".repeat(200_000) + "9".repeat(200_000))).isEmpty();
    }
}

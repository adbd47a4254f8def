package org.openward.interfaceengine.gauges;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlIdsTest {
    private final ControlIds ids = new ControlIds();

    @ParameterizedTest
    @CsvSource({
        "7,    8,              0",
        "7,    10,             2",
        "7,    107,            99",
        "7,    109,            0",
        "7,    7,              0",
        "7,    1,              0",
        "0007, 0009,           1",
        "7,    20261121081500, 0",
        "7,    a9,             0",
        "x,    9,              0",
        "7,    99999999999999999999, 0",
    })
    void a_small_step_over_a_few_numbers_says_that_messages_are_missing(String first, String second, int missing) {
        ids.missingBefore(first);

        assertThat(ids.missingBefore(second)).isEqualTo(missing);
    }
}

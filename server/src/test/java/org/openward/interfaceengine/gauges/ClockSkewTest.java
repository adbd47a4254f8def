package org.openward.interfaceengine.gauges;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClockSkewTest {
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "20261121173000,          PT0S",
        "20261121173100,          PT1M",
        "20261121172958.25,       PT-2S",
        "20261121120005+0000,     PT5S",
        "20261121113000-0030,     PT0S"
    })
    void a_clock_is_compared_in_its_own_time_zone(String sentAt, Duration skew) {
        assertThat(ClockSkew.of(sentAt, KOLKATA, NOON)).contains(skew);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20261121", "202611211730", "20261321173000", "20261121173000+9900", "yesterday"})
    void what_is_no_exact_time_says_nothing_about_a_clock(String sentAt) {
        assertThat(ClockSkew.of(sentAt, KOLKATA, NOON)).isEmpty();
    }
}

package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.notifications.NotificationSettings.Retries;

class NotificationSettingsTest {
    private final Retries retries = new Retries(Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofDays(3));

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "3, 8", "11, 2048", "12, 3600", "40, 3600", "1000000, 3600"})
    void the_wait_doubles_up_to_the_longest(int attempts, long seconds) {
        assertThat(retries.waitAfter(attempts)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void a_learning_time_that_no_server_can_keep_is_refused() {
        assertThatThrownBy(() -> new NotificationSettings(
                        Duration.ofMillis(10), 1, Duration.ofSeconds(5), retries, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

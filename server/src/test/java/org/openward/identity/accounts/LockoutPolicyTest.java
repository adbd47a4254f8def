package org.openward.identity.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockoutPolicyTest {
    private final LockoutPolicy policy = new LockoutPolicy(5, Duration.ofMinutes(1), Duration.ofMinutes(15));

    @ParameterizedTest
    @CsvSource({"1, PT0S", "4, PT0S", "5, PT1M", "6, PT2M", "7, PT4M", "8, PT8M", "9, PT15M", "2000000000, PT15M"})
    void the_wait_begins_with_the_fifth_and_doubles_up_to_the_longest(int failures, Duration lock) {
        assertThat(policy.lockAfter(failures)).isEqualTo(lock);
    }
}

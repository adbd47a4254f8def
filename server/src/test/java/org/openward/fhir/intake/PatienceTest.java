package org.openward.fhir.intake;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private long now;
    private final Patience patience = new Patience(() -> now);

    private void after(Duration time, int bytes) throws UnreadableBody {
        now += time.toNanos();
        patience.heard(bytes);
    }

    @Test
    void a_body_may_take_a_minute() {
        assertThatCode(() -> {
                    for (int second = 0; second < 60; second++) {
                        after(Duration.ofSeconds(1), 1);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void a_body_that_trickles_on_is_not_waited_for() throws UnreadableBody {
        after(Duration.ofSeconds(60), 100);

        assertThatThrownBy(() -> after(Duration.ofSeconds(10), 1))
                .isInstanceOf(UnreadableBody.class)
                .hasMessageContaining("slowly");
    }

    @Test
    void a_large_body_may_take_long_as_long_as_it_comes() {
        assertThatCode(() -> {
                    for (int minute = 0; minute < 60; minute++) {
                        after(Duration.ofMinutes(1), 100_000);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void the_end_of_a_body_that_took_its_reader_long_is_no_fault_of_the_sender() throws UnreadableBody {
        after(Duration.ofSeconds(1), 100);

        assertThatCode(() -> after(Duration.ofMinutes(10), 0)).doesNotThrowAnyException();
    }
}

package org.openward.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;

class OneLineReportTest {
    @Test
    void a_refusal_deep_inside_a_failed_start_is_told_in_its_own_words() {
        var failure = new IllegalStateException("bean", new RuntimeException(new StartRefused("The disk is full.")));

        assertThat(OneLineReport.lineFor(failure)).contains("The disk is full.");
    }

    @Test
    void a_busy_port_is_told_with_the_setting_that_moves_it() {
        var failure = new RuntimeException(new PortInUseException(8080));

        assertThat(OneLineReport.lineFor(failure).orElseThrow())
                .startsWith("Port 8080 is in use")
                .contains("--server.port=");
    }

    @Test
    void a_busy_port_of_another_listener_is_told_too() {
        var failure = new RuntimeException(new BindException("Address already in use"));

        assertThat(OneLineReport.lineFor(failure).orElseThrow())
                .contains("Address already in use")
                .contains("--openward.mllp.port=");
    }

    @Test
    void a_value_that_spring_cannot_use_is_told_without_repeating_it() {
        var failure = new InvalidConfigurationPropertyValueException(
                "server.port", "secret", "Failed to convert to a number");

        assertThat(OneLineReport.lineFor(failure).orElseThrow())
                .contains("server.port", "Failed to convert to a number")
                .doesNotContain("secret");
    }

    @Test
    void a_programming_error_keeps_its_stack_trace() {
        assertThat(OneLineReport.lineFor(new NullPointerException())).isEmpty();
    }
}

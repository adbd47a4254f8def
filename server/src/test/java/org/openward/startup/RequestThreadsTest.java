package org.openward.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class RequestThreadsTest {
    private static final String SETTING = "server.tomcat.threads.max";

    @ParameterizedTest
    @CsvSource({"1, 100", "2, 100", "8, 400", "64, 800"})
    void a_larger_machine_has_more(int cores, int threads) {
        assertThat(RequestThreads.of(cores)).isEqualTo(threads);
    }

    @Test
    void the_operator_has_the_last_word() {
        var environment = new StandardEnvironment();
        new RequestThreads().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty(SETTING, Integer.class))
                .isEqualTo(RequestThreads.of(Runtime.getRuntime().availableProcessors()));

        environment.getPropertySources().addFirst(new MapPropertySource("operator", Map.of(SETTING, 7)));

        assertThat(environment.getProperty(SETTING, Integer.class)).isEqualTo(7);
    }
}

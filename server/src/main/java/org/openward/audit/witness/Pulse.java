package org.openward.audit.witness;

import java.time.Duration;
import org.openward.startup.Watchman;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says each minute that this server lives: rows of a server that was silent for long are not believed. */
@Configuration(proxyBeanMethods = false)
class Pulse {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Bean
    Watchman auditPulse(Witness witness) {
        return new Watchman(
                "audit-pulse-",
                PAUSE,
                witness::beat,
                "That this server writes audit rows could not be said",
                Watchman.LONGER_THAN_REQUESTS);
    }
}

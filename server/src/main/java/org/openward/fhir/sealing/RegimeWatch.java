package org.openward.fhir.sealing;

import java.time.Duration;
import org.openward.startup.Watchman;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Learns every second what other servers announced. */
@Configuration(proxyBeanMethods = false)
class RegimeWatch {
    @Bean
    Watchman regimes(KeyRing ring) {
        return new Watchman(
                "regimes-",
                Duration.ofSeconds(1),
                ring::learn,
                "What other servers announced could not be learnt",
                Watchman.LONGER_THAN_REQUESTS);
    }
}

package org.openward.interfaceengine;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/** Whether analyzers can reach the server. */
@Component
class MllpHealth extends AbstractHealthIndicator {
    private final MllpPort port;
    private final MllpSettings settings;

    MllpHealth(MllpPort port, MllpSettings settings) {
        this.port = port;
        this.settings = settings;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        port.number().ifPresentOrElse(number -> health.up().withDetail("port", number), () -> {
            if (settings.enabled()) {
                health.down();
            } else {
                health.unknown().withDetail("enabled", false);
            }
        });
    }
}

package org.openward.interfaceengine.outbound;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.outbound.OutboundMessages.Backlog;
import org.openward.tenancy.Acting;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Counts what is sent to each destination and what is not; there are at most as many as tenants may have. */
@Component("outbound")
class OutboundMetrics implements HealthIndicator {
    private static final String MESSAGES = "openward.outbound.messages";

    private final MeterRegistry meters;
    private final MultiGauge waiting;
    private final MultiGauge age;
    private final Clock clock;
    private volatile long failing;

    OutboundMetrics(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        this.waiting = MultiGauge.builder("openward.outbound.waiting")
                .description("Messages that a destination has not acknowledged yet")
                .register(meters);
        this.age = MultiGauge.builder("openward.outbound.age")
                .description("Age of the oldest message that a destination has not acknowledged yet")
                .baseUnit("seconds")
                .register(meters);
    }

    void sent(String destination) {
        count(destination, "sent");
    }

    void retried(String destination) {
        count(destination, "retried");
    }

    /** The receiver refused it, or it could not be written. */
    void dead(String destination) {
        count(destination, "dead");
    }

    private void count(String destination, String outcome) {
        meters.counter(MESSAGES, tags(Acting.tenant().value(), destination).and("outcome", outcome))
                .increment();
    }

    /** What waits at this moment. */
    void waiting(List<Backlog> backlogs) {
        var now = clock.instant();
        waiting.register(
                backlogs.stream()
                        .map(backlog -> MultiGauge.Row.of(tags(backlog), backlog.waiting()))
                        .toList(),
                true);
        age.register(
                backlogs.stream()
                        .map(backlog -> MultiGauge.Row.of(tags(backlog), seconds(backlog.oldest(), now)))
                        .toList(),
                true);
        failing = backlogs.stream()
                .filter(backlog -> backlog.failingSince() != null)
                .count();
    }

    private static double seconds(@Nullable Instant from, Instant to) {
        return from == null ? 0 : Duration.between(from, to).toMillis() / 1000.0;
    }

    private static Tags tags(Backlog backlog) {
        return tags(
                backlog.destination().tenant().value(), backlog.destination().id());
    }

    private static Tags tags(String tenant, String destination) {
        return Tags.of("tenant", tenant, "destination", destination);
    }

    /** A receiver that is silent is no fault of this server. */
    @Override
    public Health health() {
        return Health.up().withDetail("failing", failing).build();
    }
}

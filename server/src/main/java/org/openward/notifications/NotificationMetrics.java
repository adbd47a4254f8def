package org.openward.notifications;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.notifications.terms.Terms;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** Counts what is to be told, what was told and what was not. */
@Component
class NotificationMetrics {
    private static final String CHANNEL = "channel";

    private final MeterRegistry meters;
    private final MultiGauge waiting;
    private final MultiGauge age;
    private final Clock clock;

    NotificationMetrics(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        this.waiting = MultiGauge.builder("openward.notifications.waiting")
                .description("Events that active subscriptions have not been told yet")
                .register(meters);
        this.age = MultiGauge.builder("openward.notifications.age")
                .description("Age of the oldest event that an active subscription has not been told yet")
                .baseUnit("seconds")
                .register(meters);
    }

    /**
     * What waits on one kind of channel.
     *
     * @param oldest when the oldest of them happened
     */
    record Backlog(TenantId tenant, String channel, long events, @Nullable Instant oldest) {}

    /** A change was compared with so many different criteria. */
    void compared(int criteria) {
        meters.counter("openward.notifications.compared").increment(criteria);
    }

    void queued(int events) {
        meters.counter("openward.notifications.queued").increment(events);
    }

    void delivered(Terms terms, int events) {
        count("openward.notifications.delivered", terms, events);
    }

    void failed(Terms terms) {
        count("openward.notifications.failed", terms, 1);
    }

    /** A subscription was stopped because its receiver did not acknowledge, or may or can hear nothing more. */
    void dead(Terms terms) {
        count("openward.notifications.dead", terms, 1);
    }

    private void count(String name, Terms terms, int events) {
        meters.counter(name, CHANNEL, terms.channel().kind().written()).increment(events);
    }

    /** What waits at this moment; what is not named has nothing waiting. */
    void waiting(List<Backlog> backlogs) {
        var now = clock.instant();
        waiting.register(
                backlogs.stream()
                        .map(backlog -> MultiGauge.Row.of(tags(backlog), backlog.events()))
                        .toList(),
                true);
        age.register(
                backlogs.stream()
                        .map(backlog -> MultiGauge.Row.of(tags(backlog), seconds(backlog.oldest(), now)))
                        .toList(),
                true);
    }

    private static double seconds(@Nullable Instant from, Instant to) {
        return from == null ? 0 : Duration.between(from, to).toMillis() / 1000.0;
    }

    private static Tags tags(Backlog backlog) {
        return Tags.of("tenant", backlog.tenant().value(), CHANNEL, backlog.channel());
    }
}

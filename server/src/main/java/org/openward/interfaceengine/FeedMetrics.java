package org.openward.interfaceengine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.openward.interfaceengine.Queue.Backlog;
import org.openward.interfaceengine.gauges.LineMeters;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/** Counts what the feeds bring and what becomes of it. */
@Component
class FeedMetrics {
    private static final String TENANT = "tenant";
    private static final String LANE = "lane";

    private static final Set<Outcome.Reason> UNMAPPED =
            Set.of(Outcome.Reason.UNMAPPED_CODE, Outcome.Reason.UNMAPPED_UNIT);

    private final MeterRegistry meters;
    private final MultiGauge age;
    private final LineMeters lines;
    private final Clock clock;

    FeedMetrics(MeterRegistry meters, LineMeters lines, Clock clock) {
        this.meters = meters;
        this.lines = lines;
        this.clock = clock;
        this.age = MultiGauge.builder("openward.feed.queue.age")
                .description("Age of the oldest message of a device that waits to be filed")
                .baseUnit("seconds")
                .register(meters);
    }

    void acknowledged(Arrival arrival, Receipt receipt) {
        var refused =
                arrival.verdict().decision() == Arrival.Decision.REFUSED || receipt.kind() == Receipt.Kind.REFUSED;
        var lane = new Lane(arrival.tenant(), arrival.lane());
        var tags = lines.tags(lane, arrival.device());
        meters.counter(
                        "openward.feed.messages",
                        tags.and(
                                "answer",
                                refused ? "refused" : "accepted",
                                "receipt",
                                receipt.kind().name().toLowerCase(Locale.ROOT)))
                .increment();
        meters.timer("openward.feed.acknowledgement", tags)
                .record(Duration.between(arrival.receivedAt(), clock.instant()));
        if (receipt.kind() != Receipt.Kind.DUPLICATE) {
            lines.heard(
                    lane,
                    arrival.device(),
                    arrival.receivedAt(),
                    arrival.envelope().controlId());
        }
    }

    /** From the last byte of the message to the end of its filing. */
    void filed(FeedMessage message, Outcome outcome) {
        var lane = new Lane(Acting.tenant(), message.lane());
        lines.clock(lane, message.device(), message.envelope().sentAt(), message.receivedAt());
        if (outcome instanceof Outcome.Held held && UNMAPPED.contains(held.reason())) {
            lines.unmapped(lane, message.device(), held.reason().code());
        }
        if (outcome instanceof Outcome.Filed filed) {
            filed.remarks().stream()
                    .map(Outcome.Remark::code)
                    .distinct()
                    .forEach(remark -> lines.remarked(lane, message.device(), remark));
        }
        concluded(message, outcome instanceof Outcome.Filed ? "processed" : "held", clock.instant());
    }

    void dead(FeedMessage message) {
        concluded(message, "dead", clock.instant());
    }

    private void concluded(FeedMessage message, String outcome, Instant at) {
        meters.timer("openward.feed.filing", "outcome", outcome).record(Duration.between(message.receivedAt(), at));
    }

    /** What waits at this moment; lanes that are not named have nothing waiting. */
    void waiting(List<Backlog> backlogs) {
        age.register(
                backlogs.stream()
                        .map(backlog -> MultiGauge.Row.of(
                                Tags.of(
                                        TENANT,
                                        backlog.lane().tenant().value(),
                                        LANE,
                                        backlog.lane().name()),
                                backlog.age().toMillis() / 1000.0))
                        .toList(),
                true);
    }
}

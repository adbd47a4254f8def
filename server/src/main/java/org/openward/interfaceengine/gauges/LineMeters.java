package org.openward.interfaceengine.gauges;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Place;
import org.openward.interfaceengine.Analyzers;
import org.openward.interfaceengine.Lane;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/**
 * Measures each registered analyzer by itself, up to a number that a monitoring system can bear; the others, and senders that
 * nobody registered, share a name.
 */
@Component
public class LineMeters {
    /** Of a sender without a Device: his own name must not become a label. */
    private static final String UNKNOWN = "unknown";

    private static final String OTHER = "other";
    private static final Set<String> STANDARD = Set.of(
            "ACC", "AL1", "ARV", "CTD", "CTI", "DB1", "DG1", "DRG", "DSC", "EVN", "FT1", "GT1", "IN1", "IN2", "IN3",
            "INV", "NK1", "NTE", "OBR", "OBX", "ORC", "PD1", "PDA", "PR1", "PRT", "PV1", "PV2", "ROL", "SAC", "SFT",
            "SID", "SPM", "TCD", "TQ1", "TQ2", "UAC", "UB1", "UB2");
    private static final int MOST_LANES = 2000;
    private static final double MILLIS = 1000.0;

    private final MeterRegistry meters;
    private final Analyzers analyzers;
    private final Tenants tenants;
    private final Map<Lane, Line> lines = new ConcurrentHashMap<>();
    private final Cache<Lane, ZoneId> zones = Caffeine.newBuilder()
            .maximumSize(MOST_LANES)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    LineMeters(MeterRegistry meters, Analyzers analyzers, Tenants tenants) {
        this.meters = meters;
        this.analyzers = analyzers;
        this.tenants = tenants;
    }

    /** By which tenant and lane a measurement is kept. */
    public Tags tags(Lane lane, @Nullable String device) {
        var name = device == null ? UNKNOWN : line(lane) == null ? OTHER : lane.name();
        return tags(lane.tenant(), name);
    }

    /** A message came that was not there before. */
    public void heard(Lane lane, @Nullable String device, Instant receivedAt, String controlId) {
        var line = device == null ? null : line(lane);
        if (line != null) {
            line.lastSeen = receivedAt.toEpochMilli() / MILLIS;
            var missing = line.controlIds.missingBefore(controlId);
            if (missing > 0) {
                meters.counter("openward.feed.control.id.gaps", tags(lane, device))
                        .increment(missing);
            }
        }
    }

    /** How its clock goes, told by a message that was filed; works in the acting caller's tenant. */
    public void clock(Lane lane, @Nullable String device, String sentAt, Instant receivedAt) {
        var line = device == null ? null : line(lane);
        if (line != null) {
            var zone = zones.get(lane, any -> zone(String.valueOf(device)));
            ClockSkew.of(sentAt, zone, receivedAt).ifPresent(skew -> line.skew = skew.toMillis() / MILLIS);
        }
    }

    /** Something in a message has no meaning here yet. */
    public void unmapped(Lane lane, @Nullable String device, String kind) {
        meters.counter("openward.feed.unmapped", tags(lane, device).and("kind", kind))
                .increment();
    }

    /** A message was filed about which something is to be known. */
    public void remarked(Lane lane, @Nullable String device, String remark) {
        meters.counter("openward.feed.remarks", tags(lane, device).and("remark", remark))
                .increment();
    }

    /** Segments of a message had no place in what was made of it; the stored message keeps them. */
    public void aside(Lane lane, @Nullable String device, List<Place> segments) {
        segments.forEach(segment -> meters.counter(
                        "openward.feed.aside", tags(lane, device).and("segment", kind(segment.segment())))
                .increment());
    }

    /** A sender may invent names, and each would be a measurement of its own. */
    private static String kind(String segment) {
        if (segment.startsWith("Z")) {
            return "Z";
        }
        return STANDARD.contains(segment) ? segment : OTHER;
    }

    static Tags tags(TenantId tenant, String lane) {
        return Tags.of("tenant", tenant.value(), "lane", lane);
    }

    private ZoneId zone(String device) {
        var usual = tenants.current().timeZone();
        return analyzers.find(device).map(analyzer -> analyzer.zone(usual)).orElse(usual);
    }

    private @Nullable Line line(Lane lane) {
        var known = lines.get(lane);
        if (known != null || lines.size() >= MOST_LANES) {
            return known;
        }
        return lines.computeIfAbsent(lane, this::begin);
    }

    private Line begin(Lane lane) {
        var line = new Line();
        var tags = tags(lane.tenant(), lane.name());
        Gauge.builder("openward.feed.last.seen", line, seen -> seen.lastSeen)
                .description("When a device was heard last, in seconds since 1970")
                .baseUnit("seconds")
                .tags(tags)
                .register(meters);
        Gauge.builder("openward.feed.clock.skew", line, seen -> seen.skew)
                .description("How far the clock of a device is ahead of ours")
                .baseUnit("seconds")
                .tags(tags)
                .register(meters);
        return line;
    }

    /** What was seen of one analyzer since this server started. */
    private static final class Line {
        private final ControlIds controlIds = new ControlIds();
        private volatile double lastSeen = Double.NaN;
        private volatile double skew = Double.NaN;
    }
}

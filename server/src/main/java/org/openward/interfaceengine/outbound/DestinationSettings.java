package org.openward.interfaceengine.outbound;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patiently and how busily other systems are told.
 *
 * @param learningTime within which every server process learns of a new destination, or writes everything down
 * @param deliveries how many receivers one server process speaks to at the same time
 * @param answerTime how long a receiver may take to acknowledge
 * @param most how many destinations one tenant may have
 * @param retention how long the bytes of messages are kept that were taken or dropped; for ever if nothing is said
 * @param tlsBundles the TLS bundles that each tenant's destinations may name
 */
@ConfigurationProperties("openward.destinations")
public record DestinationSettings(
        @DefaultValue("5s") Duration learningTime,
        @DefaultValue("16") int deliveries,
        @DefaultValue("30s") Duration answerTime,
        @DefaultValue("100") int most,
        @DefaultValue Retries retries,
        @Nullable Duration retention,
        @DefaultValue Map<String, List<String>> tlsBundles) {
    public DestinationSettings {
        tlsBundles = Map.copyOf(tlsBundles);
        if (learningTime.toMillis() < 1000 || answerTime.toMillis() < 1000 || deliveries < 1 || most < 1) {
            throw new IllegalArgumentException("Destinations need at least a second to learn and to answer, one "
                    + "delivery at a time and one destination.");
        }
        if (retention != null && retention.toDays() < 1) {
            throw new IllegalArgumentException("openward.destinations.retention is a day at least.");
        }
    }

    /** Whether destinations of that tenant may show and trust the certificates of that bundle. */
    boolean lends(String tenant, String bundle) {
        return tlsBundles.getOrDefault(tenant, List.of()).contains(bundle);
    }

    /**
     * When a receiver that does not acknowledge is tried again; it is never given up.
     *
     * @param first the wait after the first failure; it doubles with each other one
     * @param longest the longest wait
     */
    public record Retries(@DefaultValue("5s") Duration first, @DefaultValue("2h") Duration longest) {
        private static final int MOST_DOUBLINGS = 20;

        Duration waitAfter(int attempts) {
            var wait = first.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), MOST_DOUBLINGS));
            return wait.compareTo(longest) > 0 ? longest : wait;
        }
    }
}

package org.openward.interfaceengine.archive;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is kept of the messages of feeds.
 *
 * @param retention how long the bytes of messages are kept that are filed or discarded; for ever if nothing is said
 */
@ConfigurationProperties("openward.feed")
public record FeedSettings(@Nullable Duration retention) {
    private static final Duration SHORTEST = Duration.ofDays(1);

    public FeedSettings {
        if (retention != null && retention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("openward.feed.retention is a day at least.");
        }
    }
}

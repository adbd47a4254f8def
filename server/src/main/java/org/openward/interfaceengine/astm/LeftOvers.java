package org.openward.interfaceengine.astm;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.FeedIntake;
import org.openward.interfaceengine.astm.FeedParts.Left;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Takes what is left of messages that broke off and did not come again into the feed, where a person is told. */
@Component
class LeftOvers {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOvers.class);
    private static final Duration RAREST = Duration.ofSeconds(30);
    private static final Duration MOST_OFTEN = Duration.ofMillis(200);
    private static final int LOOKS_IN_RESEND_TIME = 4;

    private final FeedParts parts;
    private final FeedIntake feed;
    private final AstmSettings settings;
    private final Clock clock;
    private @Nullable ScheduledExecutorService watchman;

    LeftOvers(FeedParts parts, FeedIntake feed, AstmSettings settings, Clock clock) {
        this.parts = parts;
        this.feed = feed;
        this.settings = settings;
        this.clock = clock;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the look catches its failures itself
    synchronized void begin() {
        if (watchman != null) {
            return;
        }
        var started = Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("astm-watch-"));
        var pause = settings.resendTime().dividedBy(LOOKS_IN_RESEND_TIME);
        var bounded = pause.compareTo(RAREST) > 0 ? RAREST : pause.compareTo(MOST_OFTEN) < 0 ? MOST_OFTEN : pause;
        started.scheduleWithFixedDelay(this::look, bounded.toMillis(), bounded.toMillis(), TimeUnit.MILLISECONDS);
        watchman = started;
    }

    synchronized void end() {
        if (watchman != null) {
            watchman.shutdown();
            watchman = null;
        }
    }

    private void look() {
        try {
            parts.tenants().forEach(this::look);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "Broken ASTM messages could not be looked for ({}).",
                    failure.getClass().getName());
        }
    }

    private void look(TenantId tenant) {
        var server = Caller.server(tenant, UUID.randomUUID().toString());
        var broken = clock.instant().minus(settings.resendTime());
        // A line that is in use brings a part at least as often as a frame may take.
        var silent = broken.minus(settings.frameTime());
        Acting.as(server, () -> parts.left(silent, broken)).forEach(left -> tryToConclude(tenant, left));
    }

    /** One that cannot be kept does not stop those behind it. */
    private void tryToConclude(TenantId tenant, Left left) {
        try {
            conclude(tenant, left);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "A broken ASTM message of {} could not be kept ({}); it is tried again.",
                    tenant,
                    failure.getClass().getName());
        }
    }

    private void conclude(TenantId tenant, Left left) {
        var message = Fragments.leftOver(tenant, left.message(), left.text());
        feed.keep(
                message.caller(UUID.randomUUID().toString()),
                () -> parts.forget(left.message().id()) ? List.of(message) : List.of());
    }
}

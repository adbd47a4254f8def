package org.openward.notifications;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openward.fhir.changes.Look;
import org.openward.notifications.outbox.Bells;
import org.openward.notifications.outbox.Interests;
import org.openward.notifications.outbox.SubscriptionKey;
import org.openward.tenancy.TenantId;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Keeps notifications moving: by bells within this server process, by a look at the database every second beyond it. */
@Component
@EnableConfigurationProperties(NotificationSettings.class)
class NotificationRounds implements SmartLifecycle, Bells.Listener {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKERS = 2;

    private final MatchingRounds matching;
    private final DeliveryRounds deliveries;
    private final Interests interests;
    private final Bells bells;
    private final ScheduledExecutorService watch =
            Executors.newScheduledThreadPool(LOOKERS, new CustomizableThreadFactory("notify-watch-"));
    private volatile boolean running;

    NotificationRounds(MatchingRounds matching, DeliveryRounds deliveries, Interests interests, Bells bells) {
        this.matching = matching;
        this.deliveries = deliveries;
        this.interests = interests;
        this.bells = bells;
    }

    @Override
    public void changesOf(TenantId tenant) {
        matching.wake(tenant);
    }

    @Override
    public void newsFor(SubscriptionKey subscription) {
        deliveries.wake(subscription);
    }

    private void look() {
        matching.look();
        deliveries.look();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a look catches its failures itself
    public void start() {
        running = true;
        bells.add(this);
        watch.scheduleWithFixedDelay(
                Look.unfailing("The book of subscriptions", interests::learn),
                0,
                LOOK.toMillis(),
                TimeUnit.MILLISECONDS);
        watch.scheduleWithFixedDelay(
                Look.unfailing("The outbox", this::look), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        watch.shutdownNow();
        matching.stop();
        deliveries.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

package org.openward.interfaceengine.outbound;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openward.fhir.changes.Look;
import org.openward.fhir.changes.Rounds;
import org.openward.tenancy.TenantId;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Keeps messages moving outwards: at once within this server process, by a look at the database every second beyond it. */
@Component
@EnableConfigurationProperties(DestinationSettings.class)
class OutboundRounds implements SmartLifecycle {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration COUNT = Duration.ofSeconds(10);
    private static final int WRITERS = 2;
    private static final int MOST = 200;

    private final DestinationInterests interests;
    private final ChangesToTell changes;
    private final Destinations destinations;
    private final OutboundMessages messages;
    private final OutboundMetrics metrics;
    private final Desks desks;
    private final ScheduledExecutorService watch =
            Executors.newScheduledThreadPool(2, new CustomizableThreadFactory("outbound-look-"));
    private volatile boolean running;

    OutboundRounds(
            DestinationInterests interests,
            ChangesToTell changes,
            Destinations destinations,
            OutboundMessages messages,
            OutboundMetrics metrics,
            Desks desks) {
        this.interests = interests;
        this.changes = changes;
        this.destinations = destinations;
        this.messages = messages;
        this.metrics = metrics;
        this.desks = desks;
    }

    /** Who writes and who sends, each for one tenant or one destination at a time. */
    @Component
    static class Desks {
        private final Rounds<TenantId> telling;
        private final Rounds<DestinationKey> prompt;
        private final Rounds<DestinationKey> late;
        private final Duration look;

        Desks(Telling telling, Delivering delivering, DestinationSettings settings) {
            this.prompt = new Rounds<>("outbound-", settings.deliveries(), delivering::takeTurn);
            // Receivers that did not answer before keep nobody waiting but each other.
            this.late = new Rounds<>("outbound-late-", Math.max(2, settings.deliveries() / 2), delivering::takeTurn);
            this.telling = new Rounds<>("outbound-write-", WRITERS, tenant -> telling.takeTurn(tenant, prompt::wake));
            var first = settings.retries().first();
            this.look = first.compareTo(LOOK) < 0 ? first : LOOK;
        }

        void close() {
            telling.close();
            prompt.close();
            late.close();
        }
    }

    private void look() {
        changes.tenantsWaiting().forEach(desks.telling::wake);
        destinations.due(MOST).forEach(desks.late::wake);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a look catches its failures itself
    public void start() {
        running = true;
        interests.add(desks.telling::wake);
        every(LOOK, Look.unfailing("The register of destinations", interests::learn));
        every(desks.look, Look.unfailing("What is to be sent", this::look));
        every(COUNT, Look.unfailing("What waits to be sent", () -> metrics.waiting(messages.waiting())));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a look catches its failures itself
    private void every(Duration pause, Runnable work) {
        watch.scheduleWithFixedDelay(work, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        watch.shutdownNow();
        desks.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

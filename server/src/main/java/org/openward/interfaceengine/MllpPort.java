package org.openward.interfaceengine;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.MllpServer;
import org.openward.hl7v2.mllp.TcpListener;
import org.openward.interfaceengine.frames.FrameReception;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The open port for analyzers: opened last when the server starts, closed and drained first when it stops. */
@Component("mllp")
class MllpPort implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(MllpPort.class);
    private static final Duration DRAINING = Duration.ofSeconds(15);

    /** They mostly wait for the disk, and as many messages as wait share a commit. */
    private static final int INTAKE_THREADS = 64;

    private final MllpSettings settings;
    private final FrameReception reception;
    private final Acknowledgements acknowledgements;
    private final SslBundles bundles;
    private final MeterRegistry meters;
    private final Clock clock;
    private @Nullable MllpServer server;
    private @Nullable TcpListener listener;

    MllpPort(
            MllpSettings settings,
            FrameReception reception,
            Acknowledgements acknowledgements,
            SslBundles bundles,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.reception = reception;
        this.acknowledgements = acknowledgements;
        this.bundles = bundles;
        this.meters = meters;
        this.clock = clock;
    }

    /** The port that is open, also when any free one was asked for. */
    OptionalInt number() {
        return listener == null ? OptionalInt.empty() : OptionalInt.of(listener.port());
    }

    @Override
    public void start() {
        if (!settings.enabled()) {
            return;
        }
        server = new MllpServer(INTAKE_THREADS, acknowledgements, clock);
        try {
            var opened = server.listen(listenerSettings(), reception);
            meters.gauge(
                    "openward.feed.connections", opened, open -> open.traffic().openConnections());
            listener = opened;
            LOG.info("Analyzers are heard on MLLP port {} of {}.", opened.port(), settings.address());
        } catch (IOException taken) {
            throw new PortNotOpened("MLLP", settings.port(), settings.address(), taken);
        }
    }

    @Override
    public void stop() {
        listener = null;
        try {
            if (server != null) {
                server.stop(DRAINING);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        server = null;
    }

    /** Whether analyzers can reach the server. */
    @Override
    public Health health() {
        var number = number();
        if (number.isPresent()) {
            return Health.up().withDetail("port", number.getAsInt()).build();
        }
        return settings.enabled() ? Health.down().build() : Health.unknown().build();
    }

    @Override
    public boolean isRunning() {
        return listener != null;
    }

    private ListenerSettings listenerSettings() {
        var limits = settings.limits();
        var plain = ListenerSettings.on("mllp", new InetSocketAddress(settings.address(), settings.port()))
                .with(new ListenerSettings.Limits(
                        Math.toIntExact(limits.messageSize().toBytes()),
                        limits.frameTime(),
                        limits.idleTime(),
                        limits.connections(),
                        limits.connectionsPerAddress()));
        return settings.tls().context(bundles).map(plain::with).orElse(plain);
    }
}

package org.openward.interfaceengine.astm;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.openward.astm.link.LinkSettings;
import org.openward.astm.link.LinkSettings.Patience;
import org.openward.astm.link.LinkSettings.Sizes;
import org.openward.astm.tcp.AstmServer;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.TcpListener;
import org.openward.interfaceengine.PortNotOpened;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The open port for analyzers that speak ASTM: opened last when the server starts, closed first when it stops. */
@Component("astm")
@EnableConfigurationProperties(AstmSettings.class)
class AstmPort implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(AstmPort.class);
    private static final Duration DRAINING = Duration.ofSeconds(15);
    private static final int INTAKE_THREADS = 16;

    private final AstmSettings settings;
    private final AstmLines lines;
    private final LeftOvers leftOvers;
    private final SslBundles bundles;
    private final MeterRegistry meters;
    private final Clock clock;
    private @Nullable AstmServer server;
    private @Nullable TcpListener listener;

    AstmPort(
            AstmSettings settings,
            AstmLines lines,
            LeftOvers leftOvers,
            SslBundles bundles,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.lines = lines;
        this.leftOvers = leftOvers;
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
        server = new AstmServer(INTAKE_THREADS, lines, clock);
        try {
            var opened = server.listen(listenerSettings(), line());
            meters.gauge("openward.feed.astm.connections", opened, open -> open.traffic()
                    .openConnections());
            listener = opened;
            leftOvers.begin();
            LOG.info("Analyzers are heard on ASTM port {} of {}.", opened.port(), settings.address());
        } catch (IOException taken) {
            throw new PortNotOpened("ASTM", settings.port(), settings.address(), taken);
        }
    }

    @Override
    public void stop() {
        listener = null;
        leftOvers.end();
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
        var plain = ListenerSettings.on("astm", new InetSocketAddress(settings.address(), settings.port()))
                .with(new ListenerSettings.Limits(
                        Math.toIntExact(limits.messageSize().toBytes()),
                        limits.frameTime(),
                        limits.idleTime(),
                        limits.connections(),
                        limits.connectionsPerAddress()));
        return settings.tls().context(bundles).map(plain::with).orElse(plain);
    }

    private LinkSettings line() {
        var limits = settings.limits();
        var longest = Math.toIntExact(limits.messageSize().toBytes());
        return LinkSettings.HOST
                .with(new Sizes(Sizes.STANDARD.sentText(), Math.min(Sizes.STANDARD.frame(), longest), longest))
                .with(Patience.STANDARD.withFrame(limits.frameTime()));
    }
}

package org.openward.interfaceengine.ports;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.TcpListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/** An open port for analyzers: opened last when the server starts, closed and drained first when it stops. */
public final class AnalyzerPort implements SmartLifecycle, HealthIndicator {
    /** How many messages or frames a port takes in at the same time; they mostly wait for the disk, and as many as wait share a commit. */
    public static final int INTAKE_THREADS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(AnalyzerPort.class);
    private static final Duration DRAINING = Duration.ofSeconds(15);

    private final Protocol protocol;
    private final PortSettings settings;
    private final Equipment equipment;
    private @Nullable Talk talk;
    private @Nullable TcpListener listener;

    /**
     * What is spoken on a port.
     *
     * @param name as people write it; in small letters, the name of its settings
     * @param connections the metric that counts its open connections
     * @param talks makes what speaks it, each time that the port is opened
     */
    public record Protocol(String name, String connections, Supplier<Talk> talks) {}

    /** Speaks with whoever connects, as long as the port is open. */
    public interface Talk {
        /** Fails when the port cannot be bound. */
        TcpListener begin(ListenerSettings port) throws IOException;

        /** Whoever is in the middle of a message may end it until then. */
        void end(Duration patience) throws InterruptedException;
    }

    public AnalyzerPort(Protocol protocol, PortSettings settings, Equipment equipment) {
        this.protocol = protocol;
        this.settings = settings;
        this.equipment = equipment;
    }

    /** The port that is open, also when any free one was asked for. */
    public OptionalInt number() {
        return listener == null ? OptionalInt.empty() : OptionalInt.of(listener.port());
    }

    @Override
    public void start() {
        if (!settings.enabled()) {
            return;
        }
        var begun = protocol.talks().get();
        talk = begun;
        try {
            var opened = begun.begin(settings.listener(protocol.name().toLowerCase(Locale.ROOT), equipment));
            equipment.meters().gauge(protocol.connections(), opened, open -> open.traffic()
                    .openConnections());
            listener = opened;
            LOG.info("Analyzers are heard on {} port {} of {}.", protocol.name(), opened.port(), settings.address());
        } catch (IOException taken) {
            throw new PortNotOpened(protocol.name(), settings.port(), settings.address(), taken);
        }
    }

    @Override
    public void stop() {
        listener = null;
        try {
            if (talk != null) {
                talk.end(DRAINING);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        talk = null;
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
}

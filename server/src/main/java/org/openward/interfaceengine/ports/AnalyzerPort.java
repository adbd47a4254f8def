package org.openward.interfaceengine.ports;

import io.micrometer.core.instrument.FunctionCounter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** The open ports for analyzers of one protocol: opened last when the server starts, closed and drained first when it stops. */
public final class AnalyzerPort implements SmartLifecycle, HealthIndicator {
    /** How many messages or frames a port takes in at the same time; they mostly wait for the disk, and as many as wait share a commit. */
    public static final int INTAKE_THREADS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(AnalyzerPort.class);
    private static final Duration DRAINING = Duration.ofSeconds(15);

    private final Protocol protocol;
    private final List<PortSettings> settings;
    private final Equipment equipment;
    private @Nullable Talk talk;
    private volatile List<TcpListener> listeners = List.of();

    /**
     * What is spoken on a port.
     *
     * @param name as people write it; in small letters, the name of its settings
     * @param connections the metric that counts its open connections
     * @param talks makes what speaks it, each time that the ports are opened
     */
    public record Protocol(String name, String connections, Supplier<Talk> talks) {}

    /** Speaks with whoever connects, as long as the ports are open. */
    public interface Talk {
        /** Opens one more port; fails when it cannot be bound. */
        TcpListener begin(ListenerSettings port) throws IOException;

        /** Whoever is in the middle of a message may end it until then. */
        void end(Duration patience) throws InterruptedException;
    }

    /** @param settings of the first port, which decides whether any is opened, and of further ones */
    public AnalyzerPort(Protocol protocol, List<PortSettings> settings, Equipment equipment) {
        this.protocol = protocol;
        this.settings = List.copyOf(settings);
        this.equipment = equipment;
    }

    /** The first port, if it is open, also when any free one was asked for. */
    public OptionalInt number() {
        return numbers().stream().mapToInt(Integer::intValue).findFirst();
    }

    /** All ports that are open, in the order of their settings. */
    public List<Integer> numbers() {
        return listeners.stream().map(TcpListener::port).toList();
    }

    @Override
    public void start() {
        if (!isEnabled()) {
            return;
        }
        var begun = protocol.talks().get();
        talk = begun;
        var opened = new ArrayList<TcpListener>();
        for (var port : settings) {
            opened.add(open(port, begun, opened.size()));
        }
        listeners = List.copyOf(opened);
        equipment.meters().gauge(protocol.connections(), this, AnalyzerPort::openConnections);
    }

    private TcpListener open(PortSettings port, Talk begun, int before) {
        var name = protocol.name().toLowerCase(Locale.ROOT);
        try {
            var listener = before == 0 ? name : name + "-" + (before + 1);
            var opened = begun.begin(port.listener(listener, equipment));
            equipment.lines().opened(listener, opened);
            FunctionCounter.builder("openward.feed.ignored", opened, heard -> heard.traffic()
                            .ignoredBytes())
                    .description("Bytes that stood in no frame")
                    .baseUnit("bytes")
                    .tags("protocol", name, "port", String.valueOf(opened.port()))
                    .register(equipment.meters());
            LOG.info("Analyzers are heard on {} port {} of {}.", protocol.name(), opened.port(), port.address());
            return opened;
        } catch (IOException taken) {
            stop();
            var setting = before == 0 ? ".port" : ".ports[" + (before - 1) + "].port";
            throw new PortNotOpened(protocol.name(), port, "openward." + name + setting, taken);
        }
    }

    private double openConnections() {
        return listeners.stream()
                .mapToLong(open -> open.traffic().openConnections())
                .sum();
    }

    private boolean isEnabled() {
        return settings.get(0).enabled();
    }

    @Override
    public void stop() {
        listeners = List.of();
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
            return Health.up()
                    .withDetail("port", number.getAsInt())
                    .withDetail("ports", numbers())
                    .build();
        }
        return isEnabled() ? Health.down().build() : Health.unknown().build();
    }

    @Override
    public boolean isRunning() {
        return !listeners.isEmpty();
    }
}

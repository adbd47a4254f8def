package org.openward.interfaceengine.ports;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openward.hl7v2.mllp.ReceivedBytes.Connection;
import org.openward.hl7v2.mllp.TcpListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The connections of each analyzer. One that opens more than it may have loses the one over which it was silent longest: after it was
 * switched off and on it is heard at once, while its old connections have not ended yet.
 */
@Component
@EnableConfigurationProperties(SharedSettings.class)
public final class DeviceLines {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceLines.class);

    private final int most;
    private final Counter ended;
    private final Map<String, TcpListener> listeners = new ConcurrentHashMap<>();
    private final Map<String, Set<Line>> lines = new ConcurrentHashMap<>();

    DeviceLines(SharedSettings settings, MeterRegistry meters) {
        this.most = settings.connectionsPerDevice();
        this.ended = Counter.builder("openward.feed.connections.ended")
                .description("Connections of analyzers that had more than they may have")
                .register(meters);
    }

    void opened(String listener, TcpListener port) {
        listeners.put(listener, port);
    }

    /** Something came from the analyzer; {@code lane} is its own in the whole server. */
    public void heard(String lane, Connection connection) {
        var line = new Line(connection.listener(), connection.remote());
        var open = lines.computeIfAbsent(lane, first -> new LinkedHashSet<>());
        synchronized (open) {
            open.remove(line);
            open.add(line);
            if (open.size() > most) {
                open.removeIf(each -> !isConnected(each));
            }
            if (open.size() > most) {
                var silent = open.iterator().next();
                open.remove(silent);
                end(lane, silent);
            }
        }
    }

    private boolean isConnected(Line line) {
        var port = listeners.get(line.listener);
        return port != null && port.isConnected(line.remote);
    }

    private void end(String lane, Line line) {
        ended.increment();
        LOG.warn("Analyzer {} has more than {} connections; the one from {} ends.", lane, most, line.remote);
        var port = listeners.get(line.listener);
        if (port != null) {
            port.end(line.remote);
        }
    }

    private record Line(String listener, InetSocketAddress remote) {}
}

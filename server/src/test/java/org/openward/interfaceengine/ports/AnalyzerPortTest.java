package org.openward.interfaceengine.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.TcpListener;
import org.openward.interfaceengine.ports.AnalyzerPort.Protocol;
import org.openward.interfaceengine.ports.AnalyzerPort.Talk;
import org.openward.interfaceengine.ports.PortSettings.Limits;
import org.openward.interfaceengine.ports.PortSettings.Tls;
import org.openward.interfaceengine.ports.PortSettings.Tls.ClientCertificate;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.util.unit.DataSize;

class AnalyzerPortTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<ListenerSettings> begun = new ArrayList<>();

    @Test
    void no_port_is_opened_when_another_has_no_certificate() {
        var meters = new SimpleMeterRegistry();
        var settings = new SharedSettings(null, 20);
        var port = new AnalyzerPort(
                new Protocol("MLLP", "openward.feed.connections", Listening::new),
                List.of(told(null), told("forgotten")),
                new Equipment(new DefaultSslBundleRegistry(), meters, settings, new DeviceLines(settings, meters)));

        assertThatThrownBy(port::start).isInstanceOf(NoSuchSslBundleException.class);

        assertThat(begun).isEmpty();
        assertThat(port.isRunning()).isFalse();
    }

    private static PortSettings told(@Nullable String bundle) {
        var limits = new Limits(DataSize.ofMegabytes(16), null, MINUTE, 10, 10, List.of());
        return new PortSettings(true, 0, "127.0.0.1", MINUTE, limits, new Tls(bundle, ClientCertificate.REQUIRED));
    }

    private final class Listening implements Talk {
        @Override
        public TcpListener begin(ListenerSettings port) throws IOException {
            begun.add(port);
            throw new IOException("Nothing is heard here");
        }

        @Override
        public void end(Duration patience) {}
    }
}

package org.openward.interfaceengine.ports;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.security.outbound.AddressRange;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.unit.DataSize;

/**
 * What every port for analyzers is told, whatever is spoken there.
 *
 * @param enabled whether it is opened at all
 * @param port where to listen; 0 takes any free port
 * @param address the address of this machine to listen on
 * @param frameTime how long one frame may take from its first byte to its last
 */
public record PortSettings(boolean enabled, int port, String address, Duration frameTime, Limits limits, Tls tls) {
    /**
     * What one sender may ask of the port.
     *
     * @param messageSize the longest message
     * @param frameTime how long one frame may take; nothing for what its protocol allows
     * @param idleTime how long a connection may be silent
     * @param allow addresses, or ranges such as 192.0.2.0/24, from which connections are taken; from everywhere when there are none
     */
    public record Limits(
            @DefaultValue("16MB") DataSize messageSize,
            @Nullable Duration frameTime,
            @DefaultValue("12h") Duration idleTime,
            @Min(1) @Max(100_000) @DefaultValue("2000") int connections,
            @Min(1) @Max(100_000) @DefaultValue("100") int connectionsPerAddress,
            @DefaultValue List<String> allow) {
        public Limits {
            allow = List.copyOf(allow);
            // A mistake is told when the server starts, not when an analyzer is turned away.
            allow.forEach(AddressRange::of);
        }

        private boolean isWelcome(InetAddress address) {
            return allow.isEmpty() || allow.stream().map(AddressRange::of).anyMatch(range -> range.contains(address));
        }

        /** How long one frame may take, with the time that its protocol allows. */
        public Duration frameTime(Duration usual) {
            return frameTime == null ? usual : frameTime;
        }

        /** The longest message in bytes. */
        public int longestMessage() {
            return Math.toIntExact(messageSize.toBytes());
        }
    }

    /**
     * One more port beside the first of its protocol, with rules of its own.
     *
     * @param port where to listen; 0 takes any free port
     * @param address the address of this machine to listen on
     */
    public record Further(
            @Min(0) @Max(65_535) int port,
            @DefaultValue("0.0.0.0") String address,
            @Valid @DefaultValue Limits limits,
            @DefaultValue Tls tls) {
        private PortSettings open(PortSettings first, Duration usual) {
            return new PortSettings(first.enabled, port, address, limits.frameTime(usual), limits, tls);
        }
    }

    /** This port and others, which are opened whenever it is; a frame takes the usual time unless one of them says otherwise. */
    public List<PortSettings> and(List<Further> others, Duration usual) {
        return Stream.concat(Stream.of(this), others.stream().map(other -> other.open(this, usual)))
                .toList();
    }

    /**
     * TLS instead of plain text.
     *
     * @param bundle the Spring SSL bundle with the server's key and the authorities of client certificates
     * @param clientCertificate whether an analyzer must show a certificate
     */
    public record Tls(@Nullable String bundle, @DefaultValue("required") ClientCertificate clientCertificate) {
        private static final List<String> SAFE = List.of("TLSv1.3", "TLSv1.2");

        /** What the port asks of a client. */
        public enum ClientCertificate {
            REQUIRED,
            OPTIONAL,
            NONE
        }

        /** How a port encrypts; nothing when it speaks plainly. */
        private Optional<SslContext> context(SslBundles bundles) {
            return Optional.ofNullable(bundle).map(bundles::getBundle).map(this::context);
        }

        /** What the bundle names; otherwise what is safe today, whatever the virtual machine would bear. */
        private static String[] protocols(SslBundle chosen) {
            var named = chosen.getOptions().getEnabledProtocols();
            return named == null ? SAFE.toArray(String[]::new) : named;
        }

        private SslContext context(SslBundle chosen) {
            var clients =
                    switch (clientCertificate) {
                        case REQUIRED -> ClientAuth.REQUIRE;
                        case OPTIONAL -> ClientAuth.OPTIONAL;
                        case NONE -> ClientAuth.NONE;
                    };
            return new JdkSslContext(
                    chosen.createSslContext(),
                    false,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    ApplicationProtocolConfig.DISABLED,
                    clients,
                    protocols(chosen),
                    false);
        }
    }

    ListenerSettings listener(String name, Equipment equipment) {
        var plain = ListenerSettings.on(name, new InetSocketAddress(address, port))
                .with(new ListenerSettings.Limits(
                        limits.longestMessage(),
                        frameTime,
                        limits.idleTime(),
                        limits.connections(),
                        limits.connectionsPerAddress()))
                .welcoming(limits::isWelcome)
                .with(equipment.memory());
        return tls.context(equipment.bundles()).map(plain::with).orElse(plain);
    }
}

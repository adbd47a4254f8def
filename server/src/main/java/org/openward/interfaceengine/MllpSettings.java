package org.openward.interfaceengine;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The port that analyzers send their results to.
 *
 * @param enabled whether analyzers are heard at all
 * @param port where to listen; 0 takes any free port
 * @param address the address of this machine to listen on
 * @param acceptUnknownSenders whether senders on this very machine need no Device; for demonstrations only
 * @param workers messages that are filed at the same time, each of another analyzer
 */
@Validated
@ConfigurationProperties("openward.mllp")
public record MllpSettings(
        @DefaultValue("true") boolean enabled,
        @Min(0) @Max(65_535) @DefaultValue("2575") int port,
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("false") boolean acceptUnknownSenders,
        @Min(1) @Max(64) @DefaultValue("4") int workers,
        @DefaultValue Limits limits,
        @DefaultValue Tls tls) {
    /**
     * What one sender may ask of the listener.
     *
     * @param messageSize the longest message
     * @param frameTime how long one message may take from its first byte to its last
     * @param idleTime how long a connection may be silent
     */
    public record Limits(
            @DefaultValue("16MB") DataSize messageSize,
            @DefaultValue("1m") Duration frameTime,
            @DefaultValue("12h") Duration idleTime,
            @Min(1) @Max(100_000) @DefaultValue("1000") int connections,
            @Min(1) @Max(100_000) @DefaultValue("100") int connectionsPerAddress) {}

    /**
     * TLS instead of plain text.
     *
     * @param bundle the Spring SSL bundle with the server's key and the authorities of client certificates
     * @param clientCertificate whether an analyzer must show a certificate
     */
    public record Tls(@Nullable String bundle, @DefaultValue("required") ClientCertificate clientCertificate) {
        /** What the listener asks of a client. */
        public enum ClientCertificate {
            REQUIRED,
            OPTIONAL,
            NONE
        }

        /** How a port encrypts; nothing when it speaks plainly. */
        public Optional<SslContext> context(SslBundles bundles) {
            return Optional.ofNullable(bundle).map(bundles::getBundle).map(this::context);
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
                    chosen.getOptions().getEnabledProtocols(),
                    false);
        }
    }
}

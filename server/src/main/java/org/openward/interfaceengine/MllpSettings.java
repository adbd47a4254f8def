package org.openward.interfaceengine;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.openward.interfaceengine.ports.PortSettings;
import org.openward.interfaceengine.ports.PortSettings.Further;
import org.openward.interfaceengine.ports.PortSettings.Limits;
import org.openward.interfaceengine.ports.PortSettings.Tls;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The ports that analyzers send their results to.
 *
 * @param enabled whether analyzers are heard at all
 * @param port where to listen; 0 takes any free port
 * @param address the address of this machine to listen on
 * @param acceptUnknownSenders whether senders on this very machine need no Device; for demonstrations only
 * @param workers messages that are filed at the same time, each of another analyzer
 * @param limits a frame is a whole message, so that it may take a minute
 * @param ports further ones, each with rules of its own
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
        @DefaultValue Tls tls,
        @DefaultValue List<@Valid Further> ports) {
    private static final Duration FRAME_TIME = Duration.ofMinutes(1);

    public MllpSettings {
        ports = List.copyOf(ports);
    }

    List<PortSettings> open() {
        var first = new PortSettings(enabled, port, address, limits.frameTime(FRAME_TIME), limits, tls);
        return first.and(ports, FRAME_TIME);
    }
}

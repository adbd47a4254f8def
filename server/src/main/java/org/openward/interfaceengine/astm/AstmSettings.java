package org.openward.interfaceengine.astm;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.openward.interfaceengine.ports.PortSettings;
import org.openward.interfaceengine.ports.PortSettings.Further;
import org.openward.interfaceengine.ports.PortSettings.Limits;
import org.openward.interfaceengine.ports.PortSettings.Tls;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The ports for analyzers that speak ASTM.
 *
 * @param enabled whether they are heard at all
 * @param port where to listen; 0 takes any free port
 * @param address the address of this machine to listen on
 * @param resendTime how long a message that broke off may come again as a whole before a person is told
 * @param limits a frame may take the 30 seconds of LIS01-A
 * @param ports further ones, each with rules of its own
 */
@Validated
@ConfigurationProperties("openward.astm")
public record AstmSettings(
        @DefaultValue("false") boolean enabled,
        @Min(0) @Max(65_535) @DefaultValue("15200") int port,
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("10m") Duration resendTime,
        @DefaultValue Limits limits,
        @DefaultValue Tls tls,
        @DefaultValue List<@Valid Further> ports) {
    private static final Duration FRAME_TIME = Duration.ofSeconds(30);

    public AstmSettings {
        ports = List.copyOf(ports);
    }

    /** The longest that one frame may take on any of the ports. */
    Duration frameTime() {
        return open().stream()
                .map(PortSettings::frameTime)
                .max(Comparator.naturalOrder())
                .orElse(FRAME_TIME);
    }

    List<PortSettings> open() {
        var first = new PortSettings(enabled, port, address, limits.frameTime(FRAME_TIME), limits, tls);
        return first.and(ports, FRAME_TIME);
    }
}

package org.openward.interfaceengine.astm;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.openward.interfaceengine.ports.PortSettings;
import org.openward.interfaceengine.ports.PortSettings.Limits;
import org.openward.interfaceengine.ports.PortSettings.Tls;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The port for analyzers that speak ASTM.
 *
 * @param enabled whether they are heard at all
 * @param port where to listen; 0 takes any free port
 * @param address the address of this machine to listen on
 * @param resendTime how long a message that broke off may come again as a whole before a person is told
 * @param limits a frame may take the 30 seconds of LIS01-A
 */
@Validated
@ConfigurationProperties("openward.astm")
public record AstmSettings(
        @DefaultValue("false") boolean enabled,
        @Min(0) @Max(65_535) @DefaultValue("15200") int port,
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("10m") Duration resendTime,
        @DefaultValue Limits limits,
        @DefaultValue Tls tls) {
    private static final Duration FRAME_TIME = Duration.ofSeconds(30);

    Duration frameTime() {
        return limits.frameTime(FRAME_TIME);
    }

    PortSettings open() {
        return new PortSettings(enabled, port, address, frameTime(), limits, tls);
    }
}

package org.openward.interfaceengine.astm;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.openward.interfaceengine.MllpSettings.Tls;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The port for analyzers that speak ASTM.
 *
 * @param enabled whether they are heard at all
 * @param port where to listen; 0 takes any free port
 * @param address the address of this machine to listen on
 * @param resendTime how long a message that broke off may come again as a whole before a person is told
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
    /**
     * What one sender may ask of the listener.
     *
     * @param messageSize the longest transmission
     * @param frameTime how long one frame may take
     * @param idleTime how long a connection may be silent
     */
    public record Limits(
            @DefaultValue("16MB") DataSize messageSize,
            @DefaultValue("30s") Duration frameTime,
            @DefaultValue("12h") Duration idleTime,
            @Min(1) @Max(100_000) @DefaultValue("1000") int connections,
            @Min(1) @Max(100_000) @DefaultValue("100") int connectionsPerAddress) {}
}

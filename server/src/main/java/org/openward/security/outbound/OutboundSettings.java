package org.openward.security.outbound;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the server may send requests to when a client names the address.
 *
 * @param allow hosts, hosts with a port, and CIDR ranges that may be reached although they are inside the network
 * @param connectTimeout how long a connection may take to stand
 */
@ConfigurationProperties("openward.outbound")
public record OutboundSettings(@DefaultValue List<String> allow, @DefaultValue("5s") Duration connectTimeout) {
    public OutboundSettings {
        allow = List.copyOf(allow);
        new OutboundPolicy(allow);
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("A connection needs some time to stand.");
        }
    }
}

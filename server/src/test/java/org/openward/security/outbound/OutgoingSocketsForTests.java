package org.openward.security.outbound;

import java.time.Duration;
import java.util.List;

/** Connections of a server whose operator allowed just these hosts. */
public final class OutgoingSocketsForTests {
    private OutgoingSocketsForTests() {}

    public static OutgoingSockets allowing(String... hosts) {
        return new OutgoingSockets(new OutboundSettings(List.of(hosts), Duration.ofSeconds(2)));
    }
}

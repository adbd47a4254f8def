package org.openward.security.outbound;

import java.util.List;

/** The rules of a server whose operator allowed nothing. */
public final class OutboundPolicyForTests {
    private OutboundPolicyForTests() {}

    public static OutboundPolicy strict() {
        return new OutboundPolicy(List.of());
    }
}

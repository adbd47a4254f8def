package org.openward.hl7v2.mllp;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts the open connections of one listener, in all and by address. */
final class ConnectionLimits {
    private final ListenerSettings.Limits limits;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int open;

    ConnectionLimits(ListenerSettings.Limits limits) {
        this.limits = limits;
    }

    synchronized boolean admit(InetAddress address) {
        int fromHere = byAddress.getOrDefault(address, 0);
        if (open >= limits.connections() || fromHere >= limits.connectionsPerAddress()) {
            return false;
        }
        open++;
        byAddress.put(address, fromHere + 1);
        return true;
    }

    synchronized void release(InetAddress address) {
        open--;
        byAddress.computeIfPresent(address, (gone, count) -> count > 1 ? count - 1 : null);
    }
}

package org.openward.interfaceengine.ports;

import java.util.Locale;

/** A port for analyzers cannot be opened, so the server does not start. */
class PortNotOpened extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortNotOpened(String protocol, int port, String address, Exception cause) {
        super(
                protocol + " port " + port + " of " + address
                        + " cannot be opened. Another program may use it: stop that one, or choose another port with"
                        + " --openward." + protocol.toLowerCase(Locale.ROOT) + ".port.",
                cause);
    }
}

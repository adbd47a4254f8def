package org.openward.interfaceengine;

/** The port for analyzers cannot be opened, so the server does not start. */
class PortNotOpened extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortNotOpened(MllpSettings settings, Exception cause) {
        super(
                "MLLP port " + settings.port() + " of " + settings.address()
                        + " cannot be opened. Another program may use it: stop that one, or choose another port with"
                        + " --openward.mllp.port.",
                cause);
    }
}

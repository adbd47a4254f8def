package org.openward.interfaceengine.ports;

/** A port for analyzers cannot be opened, so the server does not start. */
class PortNotOpened extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortNotOpened(String protocol, PortSettings port, String setting, Exception cause) {
        super(
                protocol + " port " + port.port() + " of " + port.address()
                        + " cannot be opened. Another program may use it: stop that one, or choose another port with"
                        + " --" + setting + ".",
                cause);
    }
}

package org.openward.security.outbound;

import java.io.IOException;

/** The server does not send there. The message does not say what the name leads to. */
public final class AddressRefused extends IOException {
    private static final long serialVersionUID = 1L;

    AddressRefused(String why) {
        super(why);
    }
}

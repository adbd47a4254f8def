package org.openward.startup;

import org.jspecify.annotations.Nullable;

/** The server cannot start; the message is one line for whoever started it: what is wrong and what to do. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String line) {
        super(line);
    }

    public StartRefused(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}

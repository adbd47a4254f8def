package org.openward.interfaceengine;

import org.jspecify.annotations.Nullable;

/** The bytes of a message could not be stored, so that it must not be acknowledged. */
class MessageNotStored extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MessageNotStored(@Nullable Throwable cause) {
        super("The message could not be stored", cause);
    }
}

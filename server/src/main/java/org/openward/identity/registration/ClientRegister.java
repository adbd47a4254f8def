package org.openward.identity.registration;

import org.jspecify.annotations.Nullable;

/** The register of client programs, as far as newcomers concern it. */
public interface ClientRegister {
    /** Refuses what could not be entered: IllegalArgumentException, in words for whoever asked. */
    void check(NewClient client);

    /** From now on the client gets tokens; within the transaction of whoever decided so. */
    void enter(NewClient client, @Nullable String secretHash);
}

package org.openward.identity.registration;

import org.jspecify.annotations.Nullable;
import org.openward.tenancy.TenantId;

/** The register of client programs, as far as newcomers concern it. */
public interface ClientRegister {
    /** Refuses what could not be entered: IllegalArgumentException, in words for whoever asked. */
    void check(NewClient client);

    /** From now on the client gets tokens; within the transaction of whoever decided so. */
    void enter(NewClient client, @Nullable String secretHash);

    /**
     * From now on the client gets no tokens, and those that it has count for a minute at most; false when there is no such client of that
     * tenant, and of a client that the operator's settings name.
     */
    boolean withdraw(String clientId, TenantId tenant);

    /** Whether a token that was given to that client may still count. */
    boolean holds(String clientId);
}

package org.openward.identity.registration;

import java.util.Set;
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
     * tenant, when it may enter others too than whoever asks, and of a client that the operator's settings name.
     *
     * @param entered the tenants that whoever asks may enter
     */
    boolean withdraw(String clientId, TenantId tenant, Set<String> entered);

    /** Whether a token that was given to that client may still count. */
    boolean holds(String clientId);
}

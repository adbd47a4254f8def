package org.openward.notifications;

import org.openward.fhir.changes.Rounds;
import org.openward.notifications.outbox.Outbox;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** Has somebody look at the changes of a tenant as soon as there are some, several tenants side by side. */
@Component
class MatchingRounds {
    private static final int WORKERS = 2;

    private final Outbox outbox;
    private final Rounds<TenantId> rounds;

    MatchingRounds(Outbox outbox, Matching matching) {
        this.outbox = outbox;
        this.rounds = new Rounds<>("matching-", WORKERS, matching::takeTurn);
    }

    void wake(TenantId tenant) {
        rounds.wake(tenant);
    }

    /** Finds what a crash or another server left behind. */
    void look() {
        outbox.tenantsWaiting().forEach(rounds::wake);
    }

    void stop() {
        rounds.close();
    }
}

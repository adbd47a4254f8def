package org.openward.audit;

import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;

/** Entries that tests write about. */
final class Entries {
    private Entries() {}

    static Caller nurse() {
        return new Caller(TenantId.DEFAULT, Caller.Kind.PERSON, "nurse", "request-1", "10.0.0.7");
    }

    static AuditEntry reading(@Nullable String patient) {
        return rest(Action.READ, "read", new About("Observation", "o1", "3", patient));
    }

    static AuditEntry rest(Action action, String interaction, About about) {
        return new AuditEntry(nurse(), Deed.done(Activity.REST, action, interaction), about, null);
    }
}

package org.openward.notifications.outbox;

import java.util.List;
import org.openward.fhir.changes.Change;
import org.openward.fhir.changes.ChangeBook;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** Has the changes written down of which subscribers may want to hear. */
@Component
class ChangesForSubscribers implements ChangeBook {
    private final Outbox outbox;
    private final Interests interests;
    private final Bells bells;

    ChangesForSubscribers(Outbox outbox, Interests interests, Bells bells) {
        this.outbox = outbox;
        this.interests = interests;
        this.bells = bells;
    }

    @Override
    public boolean wants(TenantId tenant, String type) {
        return interests.concern(tenant, type);
    }

    @Override
    public void write(List<Change> changes) {
        outbox.add(changes);
    }

    @Override
    public void written(TenantId tenant) {
        bells.changesOf(tenant);
    }
}

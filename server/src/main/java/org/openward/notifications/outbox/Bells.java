package org.openward.notifications.outbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** Rings within this server process when there is something to do, so that nobody waits for the next look. */
@Component
public class Bells {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Whoever comes when it rings. */
    public interface Listener {
        /** Changes of that tenant were written down. */
        void changesOf(TenantId tenant);

        /** That subscription may have something to tell. */
        void newsFor(SubscriptionKey subscription);
    }

    public void add(Listener listener) {
        listeners.add(listener);
    }

    public void changesOf(TenantId tenant) {
        listeners.forEach(listener -> listener.changesOf(tenant));
    }

    public void newsFor(SubscriptionKey subscription) {
        listeners.forEach(listener -> listener.newsFor(subscription));
    }
}

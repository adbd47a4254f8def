package org.openward.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** Hears rumours as a department hears events, and cannot bear some of them the first time. */
@Component
public class Gossip {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @ApplicationModuleListener
    void on(Rumour rumour) {
        threads.add(Thread.currentThread().getName());
        if (rumour.unbearable() && refused.add(rumour.id())) {
            throw new IllegalStateException("Unbearable.");
        }
        heard.add(rumour.id());
    }

    public List<String> heard() {
        return heard;
    }

    /** The names of the threads that listened. */
    public Set<String> threads() {
        return threads;
    }

    public Set<String> refused() {
        return refused;
    }
}

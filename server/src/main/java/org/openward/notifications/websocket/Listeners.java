package org.openward.notifications.websocket;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openward.fhir.changes.Rounds;
import org.openward.notifications.outbox.Bells;
import org.openward.notifications.outbox.SubscriptionKey;
import org.openward.notifications.websocket.SocketNews.Sign;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * Tells every bound socket of this server process what is new, also what another process numbered: with one statement a
 * second for each tenant that has sockets here.
 */
@Component
class Listeners implements Bells.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final CloseStatus NOT_ACTIVE = CloseStatus.NORMAL.withReason("The subscription is not active.");

    private static final int WORKERS = 4;

    private final SocketNews news;
    private final Map<SubscriptionKey, List<Binding>> bound = new ConcurrentHashMap<>();
    private final Rounds<SubscriptionKey> rounds = new Rounds<>("sockets-", WORKERS, this::takeTurn);

    Listeners(SocketNews news, Bells bells) {
        this.news = news;
        bells.add(this);
    }

    void add(Binding binding) {
        bound.compute(binding.subscription(), (key, others) -> {
            var all = others == null ? new CopyOnWriteArrayList<Binding>() : others;
            all.add(binding);
            return all;
        });
    }

    void remove(WebSocketSession socket) {
        bound.keySet()
                .forEach(key -> bound.computeIfPresent(key, (subscription, all) -> {
                    all.removeIf(binding -> binding.socket().getId().equals(socket.getId()));
                    return all.isEmpty() ? null : all;
                }));
    }

    @Override
    public void changesOf(TenantId tenant) {}

    @Override
    public void newsFor(SubscriptionKey subscription) {
        if (bound.containsKey(subscription)) {
            rounds.wake(subscription);
        }
    }

    @Scheduled(fixedDelayString = "PT1S", initialDelayString = "PT5S")
    void look() {
        var byTenant = bound.keySet().stream().collect(Collectors.groupingBy(SubscriptionKey::tenant));
        byTenant.forEach((tenant, keys) -> {
            try {
                as(
                        tenant,
                        () -> look(keys.stream().collect(Collectors.toMap(SubscriptionKey::id, Function.identity()))));
            } catch (RuntimeException failure) {
                LOG.warn(
                        "Sockets could not be told ({}); it is tried again.",
                        failure.getClass().getName());
            }
        });
    }

    private void look(Map<String, SubscriptionKey> keys) {
        var events = news.events(keys.keySet());
        keys.forEach((id, key) -> {
            var now = events.get(id);
            for (var binding : bound.getOrDefault(key, List.of())) {
                if (now == null) {
                    binding.close(NOT_ACTIVE);
                } else if (now > binding.heard() || binding.wantsSignOfLife()) {
                    rounds.wake(key);
                }
            }
        });
    }

    /** One thread at a time, so that each socket hears in order. */
    private boolean takeTurn(SubscriptionKey key) {
        as(key.tenant(), () -> bound.getOrDefault(key, List.of()).forEach(this::tell));
        return false;
    }

    private void tell(Binding binding) {
        var id = binding.subscription().id();
        for (var next = news.next(id, binding.heard());
                next.isPresent() && binding.socket().isOpen();
                next = news.next(id, binding.heard())) {
            say(binding, next.get().text(), next.get().upTo());
        }
        if (binding.wantsSignOfLife()) {
            news.sign(id, Sign.LIFE).ifPresent(text -> say(binding, text, binding.heard()));
        }
    }

    private static void say(Binding binding, String text, long upTo) {
        try {
            binding.say(text, upTo);
        } catch (IOException | IllegalStateException broken) {
            binding.close(CloseStatus.SESSION_NOT_RELIABLE);
        }
    }

    private static void as(TenantId tenant, Runnable work) {
        Acting.as(Caller.server(tenant, UUID.randomUUID().toString()), work);
    }
}

package org.openward.notifications.websocket;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openward.notifications.outbox.SubscriptionKey;
import org.openward.notifications.websocket.SocketNews.Sign;
import org.openward.security.TokenHolder;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantPath;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;

/**
 * Binds sockets to subscriptions: {@code bind [id]} by the subscriber's own access token, or {@code bind-with-token [token]}
 * by a token that the subscriber asked for. A socket that binds nothing, or says anything else, is closed.
 */
@Component
class SocketDesk implements WebSocketHandler {
    static final String HOLDER = TokenHolder.class.getName();

    private static final String BIND = "bind ";
    private static final String BIND_WITH_TOKEN = "bind-with-token ";
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int BUFFER = 2 * 1024 * 1024;
    private static final int MOST_SOCKETS = 2_000;
    private static final int MOST_BINDINGS = 20;
    private static final CloseStatus NOT_BOUND = CloseStatus.POLICY_VIOLATION.withReason("Not bound.");

    private final SocketNews news;
    private final BindingTokens tokens;
    private final Listeners listeners;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    SocketDesk(SocketNews news, BindingTokens tokens, Listeners listeners) {
        this.news = news;
        this.tokens = tokens;
        this.listeners = listeners;
    }

    /** An open socket, how often it was bound, and since when it is open. */
    private static final class Open {
        private final WebSocketSession socket;
        private final AtomicInteger bindings = new AtomicInteger();
        private final long since = System.nanoTime();

        Open(WebSocketSession socket) {
            this.socket = socket;
        }
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession socket) throws IOException {
        if (open.size() >= MOST_SOCKETS) {
            socket.close(CloseStatus.SERVICE_OVERLOAD);
            return;
        }
        var shared = new ConcurrentWebSocketSessionDecorator(socket, PATIENCE_MILLIS, BUFFER);
        open.put(socket.getId(), new Open(shared));
    }

    @Override
    public void handleMessage(WebSocketSession socket, WebSocketMessage<?> message) throws IOException {
        var known = open.get(socket.getId());
        if (known == null || !(message instanceof TextMessage text)) {
            return;
        }
        var said = text.getPayload().strip();
        var keys = said.startsWith(BIND_WITH_TOKEN)
                ? tokens.redeem(said.substring(BIND_WITH_TOKEN.length()).strip())
                : said.startsWith(BIND)
                        ? ofTheHolder(socket, said.substring(BIND.length()).strip())
                        : List.<SubscriptionKey>of();
        var count = known.bindings.addAndGet(keys.size());
        if (keys.isEmpty() || count > MOST_BINDINGS || !keys.stream().allMatch(key -> isBound(known.socket, key))) {
            known.socket.close(NOT_BOUND);
        }
    }

    /** Only the subscriber's own token binds by the subscription's id. */
    private List<SubscriptionKey> ofTheHolder(WebSocketSession socket, String id) {
        var holder = (TokenHolder) socket.getAttributes().get(HOLDER);
        var tenant = tenant(socket);
        if (holder == null || tenant == null || !holder.tenants().contains(tenant.value())) {
            return List.of();
        }
        var found = as(tenant, () -> news.bindable(id));
        return found.filter(subscription ->
                        holder.isThe(subscription.terms().subscriber().grant()))
                .map(subscription -> List.of(new SubscriptionKey(tenant, id)))
                .orElse(List.of());
    }

    private boolean isBound(WebSocketSession socket, SubscriptionKey key) {
        return as(key.tenant(), () -> news.bindable(key.id()).map(found -> {
                    var binding =
                            new Binding(key, socket, found.terms().channel().heartbeat(), found.events());
                    var greeting = news.sign(key.id(), Sign.GREETING).orElse("bound " + key.id());
                    try {
                        binding.say(greeting, found.events());
                    } catch (IOException gone) {
                        return false;
                    }
                    listeners.add(binding);
                    return true;
                }))
                .orElse(false);
    }

    private static @Nullable TenantId tenant(WebSocketSession socket) {
        var uri = socket.getUri();
        if (uri == null) {
            return null;
        }
        return TenantPath.tenantOf(uri.getPath().substring(WebsocketDoor.PATH.length()));
    }

    /** Closes sockets that have not said in time whom they listen to. */
    void closeSilent(long nanos) {
        open.values().stream()
                .filter(one -> one.bindings.get() == 0 && System.nanoTime() - one.since > nanos)
                .forEach(one -> {
                    try {
                        one.socket.close(NOT_BOUND);
                    } catch (IOException gone) {
                        open.remove(one.socket.getId());
                    }
                });
    }

    @Override
    public void handleTransportError(WebSocketSession socket, Throwable broken) {
        afterConnectionClosed(socket, CloseStatus.SESSION_NOT_RELIABLE);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
        open.remove(socket.getId());
        listeners.remove(socket);
    }

    @Override
    public boolean supportsPartialMessages() {
        return false;
    }

    private static <T> T as(TenantId tenant, Supplier<T> work) {
        return Acting.as(Caller.server(tenant, UUID.randomUUID().toString()), work);
    }
}

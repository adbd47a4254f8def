package org.openward.notifications.websocket;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openward.security.StandingRights;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** Where sockets are opened: {@code /websocket} for the default tenant, {@code /websocket/[tenant]} for others. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebsocketDoor implements WebSocketConfigurer, HandshakeInterceptor {
    static final String PATH = "/websocket";

    private static final Duration TIME_TO_BIND = Duration.ofSeconds(30);

    private final SocketDesk desk;

    WebsocketDoor(SocketDesk desk) {
        this.desk = desk;
    }

    /** From any origin: no cookie opens this door, and no browser sends a token by itself. */
    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(desk, PATH, PATH + "/*").addInterceptors(this).setAllowedOriginPatterns("*");
    }

    @Override
    public boolean beforeHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            Map<String, Object> attributes) {
        StandingRights.holder().ifPresent(holder -> attributes.put(SocketDesk.HOLDER, holder));
        return true;
    }

    @Override
    public void afterHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            @Nullable Exception failure) {}

    @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT30S")
    void closeSilent() {
        desk.closeSilent(TIME_TO_BIND.toNanos());
    }
}

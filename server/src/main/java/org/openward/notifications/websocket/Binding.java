package org.openward.notifications.websocket;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.openward.notifications.outbox.SubscriptionKey;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/** One socket that listens to one subscription, and how far it has heard. */
final class Binding {
    private final SubscriptionKey subscription;
    private final WebSocketSession socket;
    private final long silenceNanos;
    private final AtomicLong heard;
    private volatile long lastWord = System.nanoTime();

    /** @param heartbeat seconds of silence after which it hears a sign of life, 0 for never */
    Binding(SubscriptionKey subscription, WebSocketSession socket, int heartbeat, long heard) {
        this.subscription = subscription;
        this.socket = socket;
        this.silenceNanos = heartbeat * 1_000_000_000L;
        this.heard = new AtomicLong(heard);
    }

    SubscriptionKey subscription() {
        return subscription;
    }

    WebSocketSession socket() {
        return socket;
    }

    long heard() {
        return heard.get();
    }

    boolean wantsSignOfLife() {
        return silenceNanos > 0 && System.nanoTime() - lastWord > silenceNanos;
    }

    void say(String text, long upTo) throws IOException {
        socket.sendMessage(new TextMessage(text));
        heard.set(upTo);
        lastWord = System.nanoTime();
    }

    void close(CloseStatus why) {
        try {
            socket.close(why);
        } catch (IOException gone) {
            // It is closed already, which is what was wanted.
        }
    }
}

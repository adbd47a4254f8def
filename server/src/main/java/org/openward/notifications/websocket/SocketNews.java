package org.openward.notifications.websocket;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.openward.notifications.terms.Terms;

/** What subscribers at sockets are told; works in the acting caller's tenant. */
public interface SocketNews {
    /** The terms of an active subscription with a websocket, and how many events it has had. */
    Optional<Bindable> bindable(String id);

    /** How many events each of these active subscriptions has had; one that is not active any more is left out. */
    Map<String, Long> events(Collection<String> ids);

    /** What is said first at a socket, and when nothing has been said for long; nothing for a subscription of R4's own kind. */
    Optional<String> sign(String id, Sign sign);

    /** What is to be said next after that event, if the subscriber may still hear it. */
    Optional<Message> next(String id, long after);

    /** An active subscription at whose socket somebody may listen. */
    record Bindable(Terms terms, long events) {}

    /** A message with the number of the last event in it. */
    record Message(String text, long upTo) {}

    /** Said without an event. */
    enum Sign {
        GREETING,
        LIFE
    }
}

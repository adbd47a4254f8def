package org.openward.notifications.terms;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openward.security.KeptGrant;

/**
 * What was agreed with a subscriber: what he hears of, how he is told, and in whose name.
 *
 * @param criteria as the Subscription says it: a search or the canonical of a topic
 * @param type of the records that it speaks of
 * @param searches which a record must all match
 */
public record Terms(
        String criteria,
        String type,
        @Nullable String topic,
        List<String> searches,
        Channel channel,
        Subscriber subscriber) {
    public Terms {
        searches = List.copyOf(searches);
    }

    /**
     * Who asked.
     *
     * @param grant what he might see then
     * @param base the address of this server and its tenant, as he knows it
     */
    public record Subscriber(KeptGrant grant, String base) {}

    /** How the receiver is reached. */
    public enum Kind {
        REST_HOOK,
        EMAIL,
        WEBSOCKET;

        public String written() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How much a notification of a topic says. */
    public enum Content {
        EMPTY,
        ID_ONLY,
        FULL_RESOURCE;

        public String written() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The way to the receiver.
     *
     * @param endpoint nothing for a websocket
     * @param mediaType of the payload, nothing when there is none
     * @param content nothing when the subscription is of R4's own kind
     * @param heartbeat seconds of silence after which a sign of life is sent, 0 for never
     * @param timeout seconds that the receiver asks to be waited for, 0 for the server's choice
     * @param most events in one notification
     */
    public record Channel(
            Kind kind,
            @Nullable String endpoint,
            List<Secret> headers,
            @Nullable String mediaType,
            @Nullable Content content,
            int heartbeat,
            int timeout,
            int most) {
        public Channel {
            headers = List.copyOf(headers);
        }
    }

    /**
     * A header that is sent along.
     *
     * @param shown what stands in the Subscription instead of the value
     */
    public record Secret(String name, String value, String shown) {
        @Override
        public String toString() {
            return name + ": " + shown;
        }
    }

    /** Whether notifications are Bundles about a topic and not the records themselves. */
    @JsonIgnore
    public boolean isOfTopic() {
        return topic != null;
    }

    /** The address of a mail endpoint. */
    public static String mailbox(String endpoint) {
        return endpoint.substring("mailto:".length());
    }

    /** Whether what waits under these terms may be told under the others: the same news for the same subscriber. */
    public boolean promiseTheSameAs(Terms others) {
        return criteria.equals(others.criteria)
                && searches.equals(others.searches)
                && subscriber.grant().subject().equals(others.subscriber.grant().subject());
    }
}

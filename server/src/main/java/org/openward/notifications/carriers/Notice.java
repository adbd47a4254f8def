package org.openward.notifications.carriers;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.notifications.terms.Terms;

/**
 * What a notification of a topic, or an answer about a subscription, says.
 *
 * @param status of the subscription
 * @param type as the guide names it, such as handshake or event-notification
 * @param events how many events the subscription has had up to the last one that is told
 * @param error why the subscription is not active, if it is in error
 */
public record Notice(
        String subscription,
        Terms terms,
        String status,
        String type,
        long events,
        List<Told> told,
        @Nullable String error) {
    public static final String HANDSHAKE = "handshake";
    public static final String HEARTBEAT = "heartbeat";
    public static final String EVENTS = "event-notification";
    public static final String QUERY_STATUS = "query-status";
    public static final String QUERY_EVENTS = "query-event";

    public Notice {
        told = List.copyOf(told);
    }

    /** An event with the record as it was then. */
    public record Told(Event event, Resource record) {}
}

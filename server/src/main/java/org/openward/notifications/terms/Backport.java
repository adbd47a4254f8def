package org.openward.notifications.terms;

/** The canonical names of the guide Subscriptions R5 Backport, version 1.1. */
public final class Backport {
    private static final String ROOT = "http://hl7.org/fhir/uv/subscriptions-backport/";
    private static final String STRUCTURE = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

    /** On the criteria: a search that the topic's records must match besides. */
    public static final String FILTER = STRUCTURE + "backport-filter-criteria";

    /** On the payload: empty, id-only or full-resource. */
    public static final String CONTENT = STRUCTURE + "backport-payload-content";

    /** On the channel: seconds of silence after which a sign of life is sent. */
    public static final String HEARTBEAT = STRUCTURE + "backport-heartbeat-period";

    /** On the channel: seconds that an answer may take. */
    public static final String TIMEOUT = STRUCTURE + "backport-timeout";

    /** On the channel: events in one notification. */
    public static final String MAX_COUNT = STRUCTURE + "backport-max-count";

    /** On the CapabilityStatement's Subscription: a topic that the server has. */
    public static final String TOPIC = STRUCTURE + "capabilitystatement-subscriptiontopic-canonical";

    /** The profile of a notification. */
    public static final String NOTIFICATION = STRUCTURE + "backport-subscription-notification-r4";

    /** The profile of the Parameters that stand for R5's SubscriptionStatus. */
    public static final String STATUS = STRUCTURE + "backport-subscription-status-r4";

    /** The definition of Subscription/$status. */
    public static final String STATUS_OPERATION = ROOT + "OperationDefinition/backport-subscription-status";

    /** The definition of Subscription/$events. */
    public static final String EVENTS_OPERATION = ROOT + "OperationDefinition/backport-subscription-events";

    /** The definition of Subscription/$get-ws-binding-token. */
    public static final String TOKEN_OPERATION =
            ROOT + "OperationDefinition/backport-subscription-get-ws-binding-token";

    private Backport() {}
}

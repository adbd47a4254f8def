package org.openward.notifications.terms;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelComponent;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.standing.StandingSearches;
import org.openward.notifications.terms.Terms.Channel;
import org.openward.notifications.terms.Terms.Content;
import org.openward.notifications.terms.Terms.Kind;
import org.openward.notifications.terms.Terms.Subscriber;
import org.openward.security.outbound.OutboundPolicy;
import org.openward.security.outbound.OutgoingHttp;
import org.springframework.stereotype.Component;

/** Reads from a Subscription what its sender asks for, and refuses what the server does not do. */
@Component
public class TermsReader {
    private static final Set<String> PAYLOADS =
            Set.of("application/fhir+json", "application/json", "application/fhir+xml", "application/xml");

    private static final Pattern MAILBOX =
            Pattern.compile("mailto:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}");

    private static final int SHORTEST_HEARTBEAT = 5;
    private static final int LONGEST_TIMEOUT = 60;
    private static final int MOST_EVENTS = 100;
    private static final int USUAL_EVENTS = 20;
    private static final int LONGEST_CRITERIA = 2000;
    private static final int MOST_FILTERS = 10;

    private final StandingSearches searches;
    private final Topics topics;
    private final OutboundPolicy outbound;
    private final MailSettings mail;
    private final SecretHeaders secrets;

    TermsReader(StandingSearches searches, Topics topics, OutgoingHttp http, MailSettings mail) {
        this.searches = searches;
        this.topics = topics;
        this.outbound = http.policy();
        this.mail = mail;
        this.secrets = new SecretHeaders(outbound);
    }

    /** The terms; the values of the headers are taken out of the Subscription. */
    public Terms read(Subscription subscription, @Nullable Terms before, Subscriber subscriber) {
        var criteria = subscription.getCriteria();
        if (criteria == null || criteria.isBlank() || criteria.length() > LONGEST_CRITERIA) {
            throw SubscriptionRefused.because(
                    "A subscription has criteria, of at most " + LONGEST_CRITERIA + " letters.");
        }
        return criteria.startsWith("http:") || criteria.startsWith("https:")
                ? ofTopic(subscription, before, subscriber)
                : plain(subscription, before, subscriber);
    }

    private Terms plain(Subscription subscription, @Nullable Terms before, Subscriber subscriber) {
        var criteria = subscription.getCriteria();
        var search = searches.read(criteria);
        var channel = channel(subscription.getChannel(), before, null);
        return new Terms(criteria, search.type(), null, List.of(criteria), channel, subscriber);
    }

    private Terms ofTopic(Subscription subscription, @Nullable Terms before, Subscriber subscriber) {
        var topic = topics.find(subscription.getCriteria())
                .orElseThrow(() -> SubscriptionRefused.because(
                        "This server has no such topic. The CapabilityStatement " + "lists those that it has."));
        var filters = new ArrayList<String>();
        for (var filter : subscription.getCriteriaElement().getExtensionsByUrl(Backport.FILTER)) {
            filters.add(filter(String.valueOf(filter.getValue()), topic));
        }
        if (filters.size() > MOST_FILTERS) {
            throw SubscriptionRefused.because("A subscription has at most " + MOST_FILTERS + " filters.");
        }
        var content = content(subscription.getChannel());
        var channel = channel(subscription.getChannel(), before, content);
        return new Terms(subscription.getCriteria(), topic.type(), topic.url(), filters, channel, subscriber);
    }

    private String filter(String filter, Topic topic) {
        var search = searches.read(filter);
        var names =
                filter.contains("?") ? filter.substring(filter.indexOf('?') + 1).split("&") : new String[0];
        for (var name : names) {
            if (!topic.canFilterBy(name.split("[=:.]", 2)[0])) {
                throw SubscriptionRefused.because(
                        "The topic can be filtered by " + String.join(", ", topic.filters()) + " only.");
            }
        }
        if (!search.type().equals(topic.type())) {
            throw SubscriptionRefused.because("The topic speaks of " + topic.type() + "; so must its filters.");
        }
        return filter;
    }

    private static Content content(SubscriptionChannelComponent channel) {
        var code = channel.getPayloadElement().getExtensionByUrl(Backport.CONTENT);
        for (var content : Content.values()) {
            if (code != null
                    && code.getValue() instanceof CodeType named
                    && content.written().equals(named.getValue())) {
                return content;
            }
        }
        throw SubscriptionRefused.because(
                "A subscription to a topic says by the extension backport-payload-content how "
                        + "much it wants to hear: empty, id-only or full-resource.");
    }

    private Channel channel(SubscriptionChannelComponent asked, @Nullable Terms before, @Nullable Content content) {
        var kind = kind(asked);
        checkEndpoint(kind, asked.getEndpoint());
        checkPayload(asked.getPayload(), content);
        var heartbeat = number(asked, Backport.HEARTBEAT, 0);
        return new Channel(
                kind,
                kind == Kind.WEBSOCKET ? null : asked.getEndpoint(),
                secrets.takeFrom(asked, before),
                asked.getPayload(),
                content,
                heartbeat == 0 || content == null ? 0 : Math.max(heartbeat, SHORTEST_HEARTBEAT),
                Math.min(number(asked, Backport.TIMEOUT, 0), LONGEST_TIMEOUT),
                content == null
                        ? 1
                        : Math.max(1, Math.min(number(asked, Backport.MAX_COUNT, USUAL_EVENTS), MOST_EVENTS)));
    }

    private static Kind kind(SubscriptionChannelComponent channel) {
        var type = channel.getType();
        if (type == null) {
            throw SubscriptionRefused.because("A subscription has a channel with a type.");
        }
        return switch (type) {
            case RESTHOOK -> Kind.REST_HOOK;
            case EMAIL -> Kind.EMAIL;
            case WEBSOCKET -> Kind.WEBSOCKET;
            default -> throw SubscriptionRefused.because(
                    "The channel " + type.toCode() + " is not served; rest-hook, websocket and email are.");
        };
    }

    private void checkEndpoint(Kind kind, @Nullable String endpoint) {
        switch (kind) {
            case REST_HOOK -> outbound.objectionTo(Objects.requireNonNullElse(endpoint, ""))
                    .ifPresent(objection -> {
                        throw SubscriptionRefused.because("The endpoint is refused. " + objection);
                    });
            case EMAIL -> checkMailbox(Objects.requireNonNullElse(endpoint, ""));
            case WEBSOCKET -> {
                // The subscriber comes to the server itself.
            }
        }
    }

    private void checkMailbox(String endpoint) {
        if (!MAILBOX.matcher(endpoint).matches() || !mail.sendsTo(Terms.mailbox(endpoint))) {
            throw SubscriptionRefused.because("This server sends mail only where the setting "
                    + "openward.subscriptions.mail.recipients allows it; the endpoint is written as "
                    + "mailto:name@hospital.example.");
        }
    }

    private static void checkPayload(@Nullable String payload, @Nullable Content content) {
        var isGiven = payload != null && PAYLOADS.contains(payload.split(";", 2)[0].strip());
        if (!isGiven && (payload != null || content != null)) {
            throw SubscriptionRefused.because(
                    "The payload is application/fhir+json or application/fhir+xml, or, unless "
                            + "the subscription is to a topic, left out.");
        }
    }

    private static int number(Element element, String extension, int usual) {
        var found = element.getExtensionByUrl(extension);
        if (found == null) {
            return usual;
        }
        if (found.getValue() instanceof IntegerType number && number.getValue() != null && number.getValue() >= 0) {
            return number.getValue();
        }
        throw SubscriptionRefused.because("The extension " + extension.substring(extension.lastIndexOf('/') + 1)
                + " has a number that is not negative.");
    }
}

package org.openward.interfaceengine.outbound;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.standing.StandingSearches;
import org.openward.hl7v2.writing.Hl7Version;
import org.openward.hl7v2.writing.Letterhead;
import org.openward.hl7v2.writing.Letterhead.Parties;
import org.openward.interfaceengine.outbound.letters.Terms;
import org.openward.interfaceengine.outbound.letters.Terms.Content;
import org.openward.interfaceengine.outbound.letters.Terms.Feed;
import org.openward.interfaceengine.outbound.letters.Terms.Orders;
import org.openward.interfaceengine.outbound.letters.Terms.PatientEvents;
import org.openward.interfaceengine.outbound.letters.Terms.Protection;
import org.openward.interfaceengine.outbound.letters.Terms.Receiver;
import org.openward.interfaceengine.outbound.letters.Terms.Writing;
import org.openward.profiles.DestinationParts;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.security.KeptGrant;
import org.openward.security.outbound.OutboundPolicy;
import org.openward.security.outbound.OutgoingSockets;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/** Reads the terms of a destination from its Endpoint, or says what is wrong with them. */
@Component
class DestinationReader {
    private static final Pattern ADDRESS =
            Pattern.compile("(mllps?)://([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):(\\d{1,5})/?");
    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_NAME = 180;
    private static final int LONGEST_CRITERIA = 2_000;
    private static final int MOST_FEEDS = 20;
    private static final String MLLP = "hl7v2-mllp";

    private final OutboundPolicy policy;
    private final StandingSearches searches;
    private final DestinationSettings settings;

    DestinationReader(OutgoingSockets sockets, StandingSearches searches, DestinationSettings settings) {
        this.policy = sockets.policy();
        this.searches = searches;
        this.settings = settings;
    }

    /** Whether the server is to send something there; other Endpoints only describe. */
    static boolean isDestination(Endpoint endpoint) {
        return endpoint.hasExtension(Extensions.HL7V2_DESTINATION);
    }

    Terms read(Endpoint endpoint, KeptGrant grant) {
        var type = endpoint.getConnectionType();
        if (!Systems.CONNECTION_TYPE.equals(type.getSystem()) || !MLLP.equals(type.getCode())) {
            throw DestinationRefused.because("HL7 v2 messages are sent to an Endpoint whose connectionType is " + MLLP
                    + " of " + Systems.CONNECTION_TYPE + ".");
        }
        var parts = endpoint.getExtensionByUrl(Extensions.HL7V2_DESTINATION);
        var feeds = parts.getExtensionsByUrl(DestinationParts.FEED).stream()
                .map(this::feed)
                .toList();
        if (feeds.isEmpty() || feeds.size() > MOST_FEEDS) {
            throw DestinationRefused.because(
                    "A destination has 1 to " + MOST_FEEDS + " feeds: say what it is to be told.");
        }
        return new Terms(
                receiver(endpoint.getAddress(), text(parts, DestinationParts.TLS_BUNDLE)),
                parties(parts),
                writing(parts),
                feeds,
                orders(parts, feeds),
                grant);
    }

    private Receiver receiver(@Nullable String address, @Nullable String bundle) {
        var found = ADDRESS.matcher(address == null ? "" : address);
        var port = found.matches() ? Integer.parseInt(found.group(3)) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw DestinationRefused.because(
                    "The address is written as mllp://host:port, or mllps://host:port for a connection with TLS.");
        }
        var protection = found.group(1).equals("mllps") ? Protection.TLS : Protection.PLAIN;
        var objection = policy.objectionTo(
                found.group(2),
                port,
                protection == Protection.TLS ? OutboundPolicy.Protection.TLS : OutboundPolicy.Protection.PLAIN);
        if (objection.isPresent()) {
            throw DestinationRefused.because("The address is refused. " + objection.get());
        }
        if (bundle != null && !settings.lends(Acting.tenant().value(), bundle)) {
            throw DestinationRefused.because(
                    "The setting openward.destinations.tls-bundles lends this tenant no bundle " + bundle + ".");
        }
        return new Receiver(found.group(2), port, protection, bundle);
    }

    private static Parties parties(Extension parts) {
        return new Parties(
                name(parts, DestinationParts.SENDING_APPLICATION, "OPENWARD"),
                name(parts, DestinationParts.SENDING_FACILITY, Acting.tenant().value()),
                name(parts, DestinationParts.RECEIVING_APPLICATION, ""),
                name(parts, DestinationParts.RECEIVING_FACILITY, ""));
    }

    private static String name(Extension parts, String part, String otherwise) {
        var name = text(parts, part);
        if (name != null && name.length() > LONGEST_NAME) {
            throw DestinationRefused.because("The part " + part + " is longer than " + LONGEST_NAME + " characters.");
        }
        return name == null ? otherwise : name;
    }

    private static Writing writing(Extension parts) {
        var version = text(parts, DestinationParts.VERSION, Hl7Version.V2_5_1.code());
        var known = Hl7Version.of(version)
                .orElseThrow(() -> DestinationRefused.because(
                        "Messages are not written in HL7 version " + version + "; 2.3 to 2.8 are known."));
        var characters = text(parts, DestinationParts.CHARACTER_SET, "UTF-8");
        if (!Letterhead.charsets().contains(characters)) {
            throw DestinationRefused.because("Messages are not written in " + characters + "; use one of "
                    + String.join(", ", new TreeSet<>(Letterhead.charsets())) + ".");
        }
        return new Writing(known, answers(parts), characters, zone(parts), patientEvents(parts));
    }

    private static Letterhead.Answers answers(Extension parts) {
        return switch (text(parts, DestinationParts.ACKNOWLEDGEMENT, "original")) {
            case "original" -> Letterhead.Answers.ORIGINAL;
            case "enhanced" -> Letterhead.Answers.ENHANCED;
            default -> throw DestinationRefused.because("The acknowledgement is original or enhanced.");
        };
    }

    private static PatientEvents patientEvents(Extension parts) {
        return switch (text(parts, DestinationParts.PATIENT_EVENTS, "person")) {
            case "person" -> PatientEvents.PERSON;
            case "registration" -> PatientEvents.REGISTRATION;
            default -> throw DestinationRefused.because("The patientEvents are person or registration.");
        };
    }

    private static @Nullable String zone(Extension parts) {
        var zone = text(parts, DestinationParts.TIME_ZONE);
        try {
            return zone == null ? null : ZoneId.of(zone).getId();
        } catch (DateTimeException unknown) {
            throw DestinationRefused.because("The time zone " + zone + " does not exist; name one of the IANA list.");
        }
    }

    private Feed feed(Extension sent) {
        var code = text(sent, DestinationParts.CONTENT, "");
        var content = Content.of(code)
                .orElseThrow(() -> DestinationRefused.because("There is no feed '" + code + "'; its content is one of "
                        + String.join(
                                ", ",
                                List.of(Content.values()).stream()
                                        .map(Content::code)
                                        .toList()) + "."));
        var criteria = sent.getExtensionsByUrl(DestinationParts.CRITERIA).stream()
                .map(each -> each.getValue() instanceof PrimitiveType<?> value ? value.getValueAsString() : "")
                .toList();
        if (criteria.size() > MOST_FEEDS) {
            throw DestinationRefused.because("A feed has at most " + MOST_FEEDS + " criteria.");
        }
        criteria.forEach(each -> check(content, each));
        return new Feed(content, criteria);
    }

    private void check(Content content, String criteria) {
        if (criteria.length() > LONGEST_CRITERIA
                || !searches.read(criteria).type().equals(content.type())) {
            throw DestinationRefused.because("The criteria of the feed " + content.code() + " search for "
                    + content.type() + ", as in " + content.type() + "?status=final, in at most " + LONGEST_CRITERIA
                    + " letters.");
        }
    }

    /** Orders go to an analyzer, so both are named or neither. */
    private static @Nullable Orders orders(Extension parts, List<Feed> feeds) {
        var isSentOrders =
                feeds.stream().anyMatch(feed -> feed.content() == Content.ORDERS || feed.content() == Content.QUERIES);
        var named = parts.getExtensionByUrl(DestinationParts.DEVICE);
        if (named == null && !isSentOrders) {
            return null;
        }
        var device = named != null && named.getValue() instanceof Reference reference
                ? reference.getReferenceElement()
                : null;
        if (device == null || !"Device".equals(device.getResourceType()) || !isSentOrders) {
            throw DestinationRefused.because(
                    "A destination with the feed orders or queries, and no other, names by its part device the analyzer.");
        }
        return new Orders(device.getIdPart(), text(parts, DestinationParts.ORDER_MAP));
    }

    private static String text(Extension parts, String part, String otherwise) {
        var found = text(parts, part);
        return found == null ? otherwise : found;
    }

    private static @Nullable String text(Extension parts, String part) {
        var found = parts.getExtensionByUrl(part);
        return found != null && found.getValue() instanceof PrimitiveType<?> value && value.hasValue()
                ? value.getValueAsString().strip()
                : null;
    }
}

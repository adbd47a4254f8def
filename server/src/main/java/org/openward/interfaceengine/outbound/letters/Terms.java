package org.openward.interfaceengine.outbound.letters;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.writing.Hl7Version;
import org.openward.hl7v2.writing.Letterhead;
import org.openward.hl7v2.writing.Letterhead.Parties;
import org.openward.security.KeptGrant;

/**
 * What was agreed about a destination when its Endpoint was stored.
 *
 * @param grant of the one who stored it: nothing is told that he may not see
 * @param orders for an analyzer that is sent its orders
 */
public record Terms(
        Receiver receiver,
        Parties parties,
        Writing writing,
        List<Feed> feeds,
        @Nullable Orders orders,
        KeptGrant grant) {
    public Terms {
        feeds = List.copyOf(feeds);
    }

    /**
     * Where it listens.
     *
     * @param bundle of TLS; none takes what Java trusts
     */
    public record Receiver(String host, int port, Protection protection, @Nullable String bundle) {}

    /** Whether the connection is protected by TLS. */
    public enum Protection {
        PLAIN,
        TLS
    }

    /**
     * How its messages are written.
     *
     * @param timeZone nothing for the tenant's own
     */
    public record Writing(
            Hl7Version version,
            Letterhead.Answers answers,
            String characterSet,
            @Nullable String timeZone,
            PatientEvents patientEvents) {}

    /** By which events the receiver hears of patients who are registered and changed. */
    public enum PatientEvents {
        PERSON("A28", "A31"),
        REGISTRATION("A04", "A08");

        private final String registered;
        private final String changed;

        PatientEvents(String registered, String changed) {
            this.registered = registered;
            this.changed = changed;
        }

        public String registered() {
            return registered;
        }

        public String changed() {
            return changed;
        }
    }

    /**
     * A kind of message.
     *
     * @param criteria searches of which the record has to match one; none takes every record
     */
    public record Feed(Content content, List<String> criteria) {
        public Feed {
            criteria = List.copyOf(criteria);
        }
    }

    /** Kinds of message, the record that each begins with, and whatever else it shows. */
    public enum Content {
        RESULTS("DiagnosticReport"),
        PATIENTS("Patient"),
        VISITS("Encounter"),
        CHARGES("ChargeItem"),
        ORDERS("ServiceRequest"),
        /** Nothing is told of its own accord: an analyzer asks for the work of a tube. */
        QUERIES("");

        private final String type;

        Content(String type) {
            this.type = type;
        }

        /** Of the records whose changes it tells; empty when it tells none. */
        public String type() {
            return type;
        }

        /** The types that it shows besides. */
        public List<String> others() {
            return switch (this) {
                case RESULTS -> List.of("Observation", "Patient");
                case PATIENTS -> List.of();
                case VISITS, CHARGES, ORDERS -> List.of("Patient");
                case QUERIES -> List.of("ServiceRequest", "Patient");
            };
        }

        /** Its code among the outbound feeds. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Content> of(String code) {
            for (var content : values()) {
                if (content.code().equals(code)) {
                    return Optional.of(content);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * The analyzer that is sent orders.
     *
     * @param map canonical URL of the ConceptMap from the codes of orders to the analyzer's
     */
    public record Orders(String device, @Nullable String map) {}

    /**
     * How messages to it are written.
     *
     * @param usual the tenant's zone
     */
    public Letterhead letterhead(ZoneId usual) {
        return new Letterhead(
                parties,
                writing.version(),
                Charset.forName(writing.characterSet()),
                writing.timeZone() == null ? usual : ZoneId.of(writing.timeZone()),
                writing.answers());
    }

    /** The types of records whose changes the destination is told of. */
    public List<String> types() {
        return feeds.stream()
                .map(feed -> feed.content().type())
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
    }
}

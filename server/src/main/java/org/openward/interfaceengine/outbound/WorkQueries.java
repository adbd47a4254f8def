package org.openward.interfaceengine.outbound;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.changes.Change;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.law.LawWriter;
import org.openward.hl7v2.law.WorkQuery;
import org.openward.hl7v2.law.WorkQuery.Kind;
import org.openward.hl7v2.query.TubeQuery;
import org.openward.hl7v2.writing.CannotBeWritten;
import org.openward.hl7v2.writing.WrittenMessage;
import org.openward.interfaceengine.outbound.Destinations.Destination;
import org.openward.interfaceengine.outbound.letters.Composer;
import org.openward.interfaceengine.outbound.letters.ControlIds;
import org.openward.interfaceengine.outbound.letters.OpenOrders;
import org.openward.interfaceengine.outbound.letters.WorkComposer;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/**
 * Answers analyzers that ask what they shall do with a tube (LAB-27 of IHE LAW): the query is acknowledged at once, and the
 * work follows through the destination that names the analyzer.
 */
@Component
public class WorkQueries {
    private static final Pattern QUERY = Pattern.compile("(QBP|QRY)(\\^.*)?");

    private final Destinations destinations;
    private final OpenOrders orders;
    private final WorkComposer work;
    private final OutboundMessages messages;
    private final Tenants tenants;
    private final Clock clock;

    WorkQueries(
            Destinations destinations,
            OpenOrders orders,
            WorkComposer work,
            OutboundMessages messages,
            Tenants tenants,
            Clock clock) {
        this.destinations = destinations;
        this.orders = orders;
        this.work = work;
        this.messages = messages;
        this.tenants = tenants;
        this.clock = clock;
    }

    /**
     * What a query is answered with.
     *
     * @param answer RSP^K11
     */
    public record Acknowledged(boolean isUnderstood, Letter answer) {}

    /** The bytes of an answer. */
    public static final class Letter {
        private final byte[] content;

        public Letter(byte[] content) {
            this.content = content;
        }

        /** Not a copy, not to be changed. */
        public byte[] content() {
            return content;
        }
    }

    /** Whether a message of that type is a query. */
    public static boolean isQuery(String type) {
        return QUERY.matcher(type).matches();
    }

    /** The acknowledgement of a query of an analyzer whose work is sent to it; nothing for any other message. */
    public Optional<Acknowledged> acknowledge(Hl7Message message, TenantId tenant, @Nullable String device) {
        var header = message.header();
        if (device == null || !isQuery(header.type()) || header.controlId().isEmpty()) {
            return Optional.empty();
        }
        var query = WorkQuery.of(message);
        var caller = Caller.server(tenant, UUID.randomUUID().toString());
        var sentTo = Acting.as(caller, () -> destinations.ofDevice(device));
        if (query.isEmpty() || sentTo.isEmpty()) {
            return Optional.empty();
        }
        var parties = sentTo.get(0).terms().parties();
        var writer = new LawWriter(clock, ControlIds::next, parties.sendingApplication(), parties.sendingFacility());
        var understood = isUnderstood(query.get());
        var answer = writer.response(
                query.get(), understood ? LawWriter.Answer.UNDERSTOOD : LawWriter.Answer.NOT_UNDERSTOOD);
        return Optional.of(new Acknowledged(understood, new Letter(answer)));
    }

    /** Where a tube stands on a rack or a tray only the analyzer knows. */
    private static boolean isUnderstood(WorkQuery query) {
        return query.kind() == Kind.CONTAINER || query.kind() == Kind.ALL;
    }

    /**
     * Puts the work that was asked for in line, in the open transaction; a tube without work is answered too. Who asked in the way of
     * a vendor has the work already.
     */
    public void follow(Hl7Message message, String device) throws CannotBeWritten {
        if (TubeQuery.of(message).isPresent()) {
            return;
        }
        var query = WorkQuery.of(message).orElseThrow(() -> new CannotBeWritten("The message asks nothing."));
        var letters = new ArrayList<Written>();
        for (var destination : destinations.ofDevice(device)) {
            for (var tube : tubes(query, destination).entrySet()) {
                letters.add(written(destination, tube.getKey(), tube.getValue()));
            }
        }
        // Only when all of them could be written, so that a query that is asked anew doubles nothing.
        letters.forEach(letter ->
                messages.add(letter.destination(), about(device, letter.orders()), letter.patient(), letter.message()));
    }

    private record Written(
            Destination destination, List<ServiceRequest> orders, @Nullable String patient, WrittenMessage message) {}

    private Map<String, List<ServiceRequest>> tubes(WorkQuery query, Destination destination) {
        var grant = destination.terms().grant();
        if (query.kind() == Kind.CONTAINER) {
            return Map.of(query.container(), orders.ofTube(query.container(), grant));
        }
        var tubes = new LinkedHashMap<String, List<ServiceRequest>>();
        orders.all(grant).stream()
                .filter(order -> work.isFor(destination.terms(), order))
                .forEach(order -> WorkComposer.accession(order)
                        .ifPresent(tube -> tubes.computeIfAbsent(tube, first -> new ArrayList<>())
                                .add(order)));
        return tubes;
    }

    private Written written(Destination destination, String tube, List<ServiceRequest> found) throws CannotBeWritten {
        var patients = found.stream()
                .flatMap(order -> Composer.patientOf(order).stream())
                .distinct()
                .toList();
        if (patients.size() > 1) {
            throw new CannotBeWritten("The tube has orders of more than one patient.");
        }
        var terms = destination.terms();
        var letterhead = terms.letterhead(tenants.current().timeZone());
        return new Written(
                destination,
                found,
                patients.isEmpty() ? null : patients.get(0),
                work.compose(terms, letterhead, tube, found));
    }

    /** The first order, or the analyzer itself when there is nothing to do. */
    private Change about(String device, List<ServiceRequest> found) {
        if (found.isEmpty()) {
            return new Change(0, "Device", device, 0, Change.UPDATE, clock.instant());
        }
        var id = found.get(0).getIdElement();
        return new Change(
                0, "ServiceRequest", id.getIdPart(), id.getVersionIdPartAsLong(), Change.UPDATE, clock.instant());
    }
}

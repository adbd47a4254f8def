package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.results.OrderGroup.Noted;

/**
 * Walks the segments of a result message in order and gathers what belongs together.
 *
 * <p>Real senders put segments where no message structure allows them, so the place of a segment is read from what
 * came before it and never from a grammar. Only two habits must be known of the whole message: whether specimens stand
 * before the orders that they serve, and whether ORC stands behind its OBR.
 */
final class MessageWalk {
    private static final Set<String> SPECIMEN = Set.of("SPM", "SAC");
    private static final Set<String> REQUEST = Set.of("OBR");
    private static final Set<String> ORDER = Set.of("ORC");

    private final boolean specimensLead;
    private final boolean ordersFollow;
    private final List<OrderGroup> orders = new ArrayList<>();
    private final List<Segment> looseResults = new ArrayList<>();
    private final List<Segment> orderNotes = new ArrayList<>();
    private final List<Segment> beforeOrders = new ArrayList<>();
    private final List<Segment> ofPatients = new ArrayList<>();
    private final List<Segment> aside = new ArrayList<>();
    private int ordersBefore;
    private LeadingSpecimens leading = new LeadingSpecimens();
    private List<Segment> notes = aside;
    private List<Segment> details = aside;
    private @Nullable Segment patient;
    private @Nullable Segment visit;
    private @Nullable Segment order;
    private @Nullable OrderGroup current;

    private MessageWalk(List<Segment> segments) {
        int request = first(segments, REQUEST);
        specimensLead = first(segments, SPECIMEN) < request;
        ordersFollow = request < first(segments, ORDER);
    }

    static MessageWalk through(Hl7Message message) {
        MessageWalk walk = new MessageWalk(message.segments());
        message.segments().stream().skip(1).forEach(walk::pass);
        walk.finish();
        return walk;
    }

    private static int first(List<Segment> segments, Set<String> names) {
        for (int index = 0; index < segments.size(); index++) {
            if (names.contains(segments.get(index).name())) {
                return index;
            }
        }
        return segments.size();
    }

    List<OrderGroup> orders() {
        return orders;
    }

    /** Results that stand under no order. */
    List<Segment> looseResults() {
        return looseResults;
    }

    /** What is said of patients before their orders, whose results stand elsewhere. */
    List<Segment> ofPatients() {
        return ofPatients;
    }

    /** What has no place in a FHIR report, such as TQ1, CTD and Z segments; it stays in the stored message. */
    List<Segment> aside() {
        return aside;
    }

    private void pass(Segment segment) {
        switch (segment.name()) {
            case "PID" -> beginPatient(segment);
            case "PV1" -> visit = segment;
            case "ORC" -> addOrder(segment);
            case "OBR" -> beginOrder(segment);
            case "OBX" -> addResult(segment);
            case "SPM" -> addSpecimen(segment);
            case "SAC" -> addContainer(segment);
            case "NTE" -> notes.add(segment);
            case "TCD", "INV" -> details.add(segment);
            default -> aside.add(segment);
        }
    }

    private void finish() {
        leaveOrder();
        leading.unserved(looseResults, aside);
        boolean ordersHaveResults = orders.stream().skip(ordersBefore).anyMatch(each -> !each.results()
                .isEmpty());
        (ordersHaveResults ? ofPatients : looseResults).addAll(beforeOrders);
        beforeOrders.clear();
        ordersBefore = orders.size();
    }

    private void beginPatient(Segment segment) {
        finish();
        patient = segment;
        visit = null;
        current = null;
        leading = new LeadingSpecimens();
        describe(aside, aside);
    }

    private void addOrder(Segment segment) {
        boolean follows = ordersFollow && current != null && current.results().isEmpty();
        if (follows && current != null && !current.hasOrder()) {
            current.ordered(segment);
            describe(current.notes(), aside);
        } else {
            leaveOrder();
            order = segment;
            describe(orderNotes, aside);
        }
    }

    /** An ORC that no OBR came for. */
    private void leaveOrder() {
        if (order != null) {
            aside.add(order);
        }
        aside.addAll(orderNotes);
        orderNotes.clear();
        order = null;
    }

    private void beginOrder(Segment segment) {
        OrderGroup group = new OrderGroup(patient, visit, segment);
        if (order != null) {
            group.ordered(order);
            order = null;
            group.notes().addAll(orderNotes);
            orderNotes.clear();
        }
        leading.serve(group);
        if (!specimensLead) {
            leading = new LeadingSpecimens();
        }
        orders.add(group);
        current = group;
        describe(group.notes(), aside);
    }

    private void addResult(Segment segment) {
        if (current == null && !leading.hasSpecimen()) {
            boolean precedesOrders = patient != null && order == null && orders.size() == ordersBefore;
            (precedesOrders ? beforeOrders : looseResults).add(segment);
            describe(aside, aside);
            return;
        }
        Noted result = current == null ? leading.describe(segment) : new Noted(segment);
        if (current != null) {
            current.results().add(result);
        }
        describe(result.notes(), result.details());
    }

    private void addSpecimen(Segment segment) {
        Noted specimen = new Noted(segment);
        if (specimensLead || current == null) {
            if (leading.isServed()) {
                leading = new LeadingSpecimens();
            }
            leading.add(specimen);
            current = null;
        } else {
            current.specimens().add(specimen);
        }
        describe(specimen.notes(), aside);
    }

    private void addContainer(Segment segment) {
        if (specimensLead || current == null) {
            leading.addContainer(segment);
            current = null;
        } else {
            current.containers().add(segment);
        }
        describe(aside, aside);
    }

    private void describe(List<Segment> withNotes, List<Segment> withDetails) {
        notes = withNotes;
        details = withDetails;
    }
}

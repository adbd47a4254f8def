package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.results.OrderGroup.Noted;

/**
 * Walks the segments of a result message in order and gathers what belongs together.
 *
 * <p>Real senders put segments where no message structure allows them, so the place of a segment is read from what
 * came before it and never from a grammar.
 */
final class MessageWalk {
    private final List<OrderGroup> orders = new ArrayList<>();
    private final List<Segment> looseResults = new ArrayList<>();
    private final List<Noted> waitingSpecimens = new ArrayList<>();
    private List<Segment> noteTarget = new ArrayList<>();
    private @Nullable Segment patient;
    private @Nullable Segment visit;
    private @Nullable Segment order;
    private @Nullable OrderGroup current;

    static MessageWalk through(Hl7Message message) {
        MessageWalk walk = new MessageWalk();
        message.segments().forEach(walk::pass);
        return walk;
    }

    List<OrderGroup> orders() {
        return orders;
    }

    /** Results that stand under no order. */
    List<Segment> looseResults() {
        return looseResults;
    }

    private void pass(Segment segment) {
        switch (segment.name()) {
            case "PID" -> beginPatient(segment);
            case "PV1" -> visit = segment;
            case "ORC" -> order = segment;
            case "OBR" -> beginOrder(segment);
            case "OBX" -> addResult(segment);
            case "SPM" -> addSpecimen(segment);
            case "SAC" -> addContainer(segment);
            case "NTE" -> noteTarget.add(segment);
            default -> {
                // TQ1, CTD, FT1 and Z segments have no place in a FHIR report; they stay in the raw message.
            }
        }
    }

    private void beginPatient(Segment segment) {
        patient = segment;
        visit = null;
        order = null;
        current = null;
        noteTarget = new ArrayList<>();
    }

    private void beginOrder(Segment segment) {
        OrderGroup group = new OrderGroup(patient, visit, order, segment);
        group.specimens().addAll(waitingSpecimens);
        waitingSpecimens.clear();
        orders.add(group);
        noteTarget = group.notes();
        current = group;
        order = null;
    }

    private void addResult(Segment segment) {
        if (current == null) {
            looseResults.add(segment);
            noteTarget = new ArrayList<>();
            return;
        }
        Noted result = new Noted(segment);
        current.results().add(result);
        noteTarget = result.notes();
    }

    private void addSpecimen(Segment segment) {
        Noted specimen = new Noted(segment);
        (current == null ? waitingSpecimens : current.specimens()).add(specimen);
        noteTarget = specimen.notes();
    }

    private void addContainer(Segment segment) {
        if (current != null) {
            current.containers().add(segment);
        }
    }
}

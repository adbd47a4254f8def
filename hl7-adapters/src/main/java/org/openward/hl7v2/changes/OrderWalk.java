package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Segment;

/** Gathers the segments of each order; in O33 and O35 a specimen stands before them. */
final class OrderWalk {
    // HL7 table 0119.
    private static final String PREVIOUS_RESULTS = "PR";
    private static final String RESULTS = "RE";

    private static final Set<String> PARTS = Set.of("OBR", "TQ1", "NTE", "SPM", "SAC", "DG1");

    private final Reader reader;
    private final boolean specimensLead;
    private final List<Ordered> orders = new ArrayList<>();
    private Ordered.Leading leading = new Ordered.Leading(null, List.of());
    private @Nullable Ordered current;
    private @Nullable Segment patient;
    private boolean isPrior;
    private boolean isAnothers;

    private OrderWalk(Reader reader) {
        this.reader = reader;
        this.specimensLead = Set.of("O33", "O35").contains(reader.trigger());
    }

    static List<Ordered> through(Reader reader) {
        OrderWalk walk = new OrderWalk(reader);
        reader.segments().forEach(walk::pass);
        return walk.orders;
    }

    private void pass(Segment segment) {
        if (segment.name().equals("PID")) {
            meet(segment);
        } else if (segment.name().equals("ORC")) {
            String control = segment.text(1).toUpperCase(Locale.ROOT);
            isPrior = control.equals(PREVIOUS_RESULTS) || (isPrior && control.equals(RESULTS));
            refuseAnothers(segment);
        }
        if (!isPrior) {
            gather(segment);
        }
    }

    /** Behind an order, a patient begins what was found before: it is told for the laboratory to compare, and nobody orders it. */
    private void meet(Segment segment) {
        if (patient == null) {
            patient = segment;
        } else {
            isPrior = true;
            isAnothers = !segment.field(3).component(1).equals(patient.field(3).component(1));
        }
    }

    private void refuseAnothers(Segment control) {
        if (isAnothers && !isPrior) {
            reader.hold(Hold.Reason.CONTRADICTION, control.place(1), "The message has orders for two patients");
        }
    }

    private void gather(Segment segment) {
        if (specimensLead && segment.name().equals("SPM")) {
            lead(new Ordered.Leading(segment, List.of()), segment);
        } else if (specimensLead && segment.name().equals("SAC")) {
            List<Segment> containers = new ArrayList<>(current == null ? leading.containers() : List.of());
            containers.add(segment);
            lead(new Ordered.Leading(leading.specimen(), containers), segment);
        } else if (segment.name().equals("ORC")) {
            begin(segment);
        } else if (segment.name().equals("OBX")) {
            state(segment);
        } else if (segment.name().equals("NTE") && current != null && current.isStating()) {
            current.annotate(segment);
        } else if (PARTS.contains(segment.name())) {
            boolean another = segment.name().equals("OBR")
                    && (current == null || current.part("OBR").isPresent());
            if (another) {
                begin(null);
            }
            part(segment);
        }
    }

    private void lead(Ordered.Leading next, Segment segment) {
        leading = next;
        current = null;
        reader.say(segment);
    }

    private void begin(@Nullable Segment control) {
        current = new Ordered(control, leading);
        orders.add(current);
        if (control != null) {
            reader.say(control);
        }
    }

    /** What is said of a specimen is no reason for the order, and what stands before all orders is none's. */
    private void state(Segment segment) {
        if (current != null && current.part("OBR").isPresent() && !current.isAboutSpecimen()) {
            current.state(segment);
        }
    }

    private void part(Segment segment) {
        if (current != null) {
            current.parts().add(segment);
            reader.say(segment);
        }
    }
}

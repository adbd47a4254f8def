package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Segment;

/**
 * One ORC with what stands behind it.
 *
 * @param statements what is to be known about the patient for this order
 */
record Ordered(@Nullable Segment control, List<Segment> parts, List<Statement> statements, Leading leading) {
    private static final Set<String> SPECIMEN = Set.of("SPM", "SAC");

    Ordered(@Nullable Segment control, Leading leading) {
        this(control, new ArrayList<>(), new ArrayList<>(), leading);
    }

    /** An OBX with its notes. */
    record Statement(Segment segment, List<Segment> notes, int behind) {}

    Optional<Segment> part(String name) {
        return parts.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    List<Segment> parts(String name) {
        return parts.stream().filter(each -> each.name().equals(name)).toList();
    }

    boolean isAboutSpecimen() {
        return !parts.isEmpty() && SPECIMEN.contains(parts.get(parts.size() - 1).name());
    }

    void state(Segment segment) {
        statements.add(new Statement(segment, new ArrayList<>(), parts.size()));
    }

    /** Whether the last segment was a statement, or a note on one. */
    boolean isStating() {
        return !statements.isEmpty() && statements.get(statements.size() - 1).behind() == parts.size();
    }

    void annotate(Segment note) {
        statements.get(statements.size() - 1).notes().add(note);
    }

    /** The specimen and containers that stand before the orders of O33 and O35. */
    record Leading(@Nullable Segment specimen, List<Segment> containers) {}
}

package org.openward.hl7v2.changes;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Segment;

/** One ORC with what stands behind it. */
record Ordered(@Nullable Segment control, List<Segment> parts, Leading leading) {
    Optional<Segment> part(String name) {
        return parts.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    List<Segment> parts(String name) {
        return parts.stream().filter(each -> each.name().equals(name)).toList();
    }

    /** The specimen and containers that stand before the orders of O33 and O35. */
    record Leading(@Nullable Segment specimen, List<Segment> containers) {}
}

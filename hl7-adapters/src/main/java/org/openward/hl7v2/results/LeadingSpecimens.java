package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.List;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.results.OrderGroup.Noted;

/** Specimens that stand before the orders they serve, with their containers and what was observed of them. */
final class LeadingSpecimens {
    private final List<Noted> specimens = new ArrayList<>();
    private final List<Segment> containers = new ArrayList<>();
    private final List<Noted> observed = new ArrayList<>();
    private boolean served;

    void add(Noted specimen) {
        specimens.add(specimen);
    }

    /** A container behind an order that is served already is the next one of the same specimen. */
    void addContainer(Segment container) {
        if (served) {
            containers.clear();
            served = false;
        }
        containers.add(container);
    }

    boolean hasSpecimen() {
        return !specimens.isEmpty();
    }

    boolean isServed() {
        return served;
    }

    /** An observation of the specimen itself; it goes into the report of the first order that the specimen serves. */
    Noted describe(Segment segment) {
        Noted result = new Noted(segment, specimens.get(specimens.size() - 1));
        observed.add(result);
        return result;
    }

    void serve(OrderGroup order) {
        order.specimens().addAll(specimens);
        order.containers().addAll(containers);
        order.results().addAll(observed);
        observed.clear();
        served = true;
    }

    /** What no order came for. */
    void unserved(List<Segment> results, List<Segment> aside) {
        observed.forEach(each -> results.add(each.segment()));
        if (!served) {
            specimens.forEach(each -> aside.add(each.segment()));
            aside.addAll(containers);
        }
    }
}

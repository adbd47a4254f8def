package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;

/** The segments that belong to one OBR, wherever in the message they stand. */
final class OrderGroup {
    private final @Nullable Segment patient;
    private final @Nullable Segment visit;
    private final Segment request;
    private final List<Noted> results = new ArrayList<>();
    private final List<Noted> specimens = new ArrayList<>();
    private final List<Segment> containers = new ArrayList<>();
    private final List<Segment> notes = new ArrayList<>();
    private @Nullable Segment order;

    /**
     * A segment with what stands behind it.
     *
     * @param notes its NTE segments
     * @param details its TCD and INV segments: how it was analysed and with what
     * @param about the specimen that it describes, when it is not the answer to the order
     */
    record Noted(Segment segment, List<Segment> notes, List<Segment> details, @Nullable Noted about) {
        Noted(Segment segment) {
            this(segment, null);
        }

        Noted(Segment segment, @Nullable Noted about) {
            this(segment, new ArrayList<>(), new ArrayList<>(), about);
        }

        Segment specimen() {
            return segment;
        }
    }

    OrderGroup(@Nullable Segment patient, @Nullable Segment visit, Segment request) {
        this.patient = patient;
        this.visit = visit;
        this.request = request;
    }

    void ordered(Segment by) {
        order = by;
    }

    boolean hasOrder() {
        return order != null;
    }

    @Nullable Segment patient() {
        return patient;
    }

    @Nullable Segment visit() {
        return visit;
    }

    Segment request() {
        return request;
    }

    /** The number in this field of OBR, else of ORC: fields 2 and 3 mean the same in both. */
    Field number(int field) {
        Field own = request.field(field);
        return own.isPresent() || order == null ? own : order.field(field);
    }

    /** ORC-4. */
    String group() {
        return order == null ? "" : order.field(4).component(1);
    }

    /** ORC-28. */
    Optional<Coding> confidentiality() {
        return order == null ? Optional.empty() : Notes.confidentiality(order.field(28));
    }

    List<Noted> results() {
        return results;
    }

    List<Noted> specimens() {
        return specimens;
    }

    List<Segment> containers() {
        return containers;
    }

    List<Segment> notes() {
        return notes;
    }
}

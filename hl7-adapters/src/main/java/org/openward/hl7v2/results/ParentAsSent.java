package org.openward.hl7v2.results;

import java.util.List;
import java.util.Objects;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;

/** What an order says of the one that led to it: a result (OBR-26) of an order (OBR-29, else OBR-54) for a panel (OBR-50). */
record ParentAsSent(Segment request) {
    private static final int RESULT = 26;
    private static final int ORDER = 29;
    private static final int PANEL = 50;
    private static final int ORDER_SINCE_2_9 = 54;
    private static final List<Integer> CODES = List.of(1, 4);

    /** Whether the laboratory itself added the order, because of a result (OBR-11). */
    boolean isReflex() {
        return request.text(11).equals("G");
    }

    /** The number that whoever ordered gave the parent, with its namespace, or empty. */
    String placer() {
        return number(1);
    }

    /** The number that whoever carries it out gave the parent, with its namespace, or empty. */
    String filler() {
        return number(2);
    }

    boolean namesOrder() {
        return !placer().isEmpty() || !filler().isEmpty();
    }

    boolean namesResult() {
        return !code().isEmpty();
    }

    /** The code of the result. */
    String code() {
        return request.field(RESULT).subcomponent(1, 1);
    }

    /** The system of its code. */
    String system() {
        return request.field(RESULT).subcomponent(1, 3);
    }

    /** The result in words. */
    String name() {
        String name = request.field(RESULT).subcomponent(1, 2);
        return name.isEmpty() ? code() : name;
    }

    /** OBX-4 of the result. */
    String subId() {
        return request.field(RESULT).component(2);
    }

    Field panel() {
        return request.field(PANEL);
    }

    /** Whether this order may be it. */
    boolean mayBe(OrderGroup order) {
        Field requested = order.request().field(4);
        boolean samePanel = !panel().isPresent() || panel().component(1).equals(requested.component(1));
        return samePanel && isSame(placer(), order.number(2)) && isSame(filler(), order.number(3));
    }

    /** Whether this is the result. */
    boolean isOf(Segment result) {
        boolean sameTest = CODES.stream()
                .anyMatch(each -> Objects.equals(code(), result.field(3).component(each)));
        return sameTest && (subId().isEmpty() || subId().equals(result.text(4)));
    }

    private static boolean isSame(String sent, Field number) {
        return sent.isEmpty() || sent.split("\\^", 2)[0].equals(number.component(1));
    }

    private String number(int component) {
        Field order = request.field(request.field(ORDER).isPresent() ? ORDER : ORDER_SINCE_2_9);
        String id = order.subcomponent(component, 1);
        String space = order.subcomponent(component, 2);
        return id.isEmpty() || space.isEmpty() ? id : id + "^" + space;
    }
}

package org.openward.hl7v2;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is answered to orders besides the acknowledgement: a message type of its own (ORR, ORL) that repeats whose and which
 * orders they are, and says what becomes of each.
 */
final class OrderResponse {
    private static final Map<String, String> EVENTS =
            Map.of("ORM^O01", "ORR^O02", "OML^O21", "ORL^O22", "OML^O33", "ORL^O34", "OML^O35", "ORL^O36");
    private static final Set<String> SPECIMEN_LEADS = Set.of("O33", "O35");

    private final Hl7Message orders;
    private final String event;

    private OrderResponse(Hl7Message orders, String event) {
        this.orders = orders;
        this.event = event;
    }

    /** The response to a message of orders; none to any other message. */
    static Optional<OrderResponse> to(Hl7Message message) {
        MessageHeader header = message.header();
        return Optional.ofNullable(EVENTS.get(header.type() + "^" + header.trigger()))
                .map(event -> new OrderResponse(message, event));
    }

    /** MSH-9, which names its structure since version 2.4. */
    String type() {
        MessageHeader header = orders.header();
        String component = String.valueOf(header.segment().notation().component());
        String sent = event.replace("^", component);
        return header.version().compareTo("2.4") < 0 ? sent : sent + component + event.replace('^', '_');
    }

    /** The patient, the specimens where they come first, and each order with its control code and status. */
    String lines(OrderFate fate) {
        StringBuilder lines = new StringBuilder();
        boolean controlled = false;
        for (Segment segment : orders.segments()) {
            switch (segment.name()) {
                case "PID" -> lines.append(repeated(segment));
                case "SPM", "SAC" -> {
                    if (SPECIMEN_LEADS.contains(orders.header().trigger())) {
                        lines.append(repeated(segment));
                    }
                }
                case "ORC" -> {
                    controlled = true;
                    lines.append(order(segment, fate));
                }
                case "OBR" -> {
                    if (!controlled) {
                        lines.append(order(segment, fate));
                    }
                    controlled = false;
                }
                default -> {
                    // What else was sent is not repeated.
                }
            }
        }
        return lines.toString();
    }

    private static String order(Segment sent, OrderFate fate) {
        String separator = String.valueOf(sent.notation().field());
        return String.join(
                        separator,
                        "ORC",
                        fate.control(),
                        sent.field(2).raw(),
                        sent.field(3).raw(),
                        "",
                        fate.status())
                + "\r";
    }

    private static String repeated(Segment segment) {
        StringBuilder line = new StringBuilder(segment.name());
        int last = 0;
        for (int field = 1; field <= segment.size(); field++) {
            if (!segment.field(field).raw().isEmpty()) {
                last = field;
            }
        }
        for (int field = 1; field <= last; field++) {
            line.append(segment.notation().field()).append(segment.field(field).raw());
        }
        return line.append('\r').toString();
    }
}

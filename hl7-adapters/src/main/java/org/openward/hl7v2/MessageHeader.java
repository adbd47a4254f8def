package org.openward.hl7v2;

import java.util.Optional;
import java.util.Set;

/** Who sent a message, when, what it is and how it wants to be answered: its MSH segment. */
public record MessageHeader(Segment segment) {
    private static final Set<String> TESTS = Set.of("T", "D");

    /** The header alone, readable even when the rest of the message is not. */
    public static Optional<MessageHeader> read(byte[] raw) {
        return HeaderLine.find(raw).map(line -> new MessageHeader(line.segment(line.decoding(Transmission.STANDARD))));
    }

    public String sendingApplication() {
        return segment.field(3).subcomponent(1, 1);
    }

    public String sendingFacility() {
        return segment.field(4).subcomponent(1, 1);
    }

    public String receivingApplication() {
        return segment.field(5).subcomponent(1, 1);
    }

    public String receivingFacility() {
        return segment.field(6).subcomponent(1, 1);
    }

    /** MSH-7 as sent; it may lack an offset, which only the device's profile knows. */
    public String time() {
        return segment.field(7).component(1);
    }

    public String type() {
        return segment.field(9).component(1);
    }

    public String trigger() {
        return segment.field(9).component(2);
    }

    public String structure() {
        return segment.field(9).component(3);
    }

    /** MSH-10; real devices repeat it, so it alone never identifies a message. */
    public String controlId() {
        return segment.text(10);
    }

    public String processingId() {
        return segment.field(11).component(1);
    }

    /** Whether it was sent for training (T) or debugging (D), and says nothing of a real patient. */
    public boolean isTest() {
        return TESTS.contains(processingId());
    }

    public String version() {
        return segment.field(12).component(1);
    }

    /** MSH-15, table 0155, as sent. */
    public String acceptCondition() {
        return segment.text(15);
    }

    /** MSH-16, table 0155, as sent; some analyzers put the kind of result here. */
    public String applicationCondition() {
        return segment.text(16);
    }

    /** MSH-18 as sent. */
    public String characterSet() {
        return segment.field(18).raw();
    }
}

package org.openward.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which messages this hospital takes in at all, before anything is mapped.
 *
 * <p>A gap in the mapping is never a reason to refuse: analyzers would send for ever or stop.
 */
public record IntakePolicy(Map<String, Set<String>> eventsByType) {
    /** Unsolicited results, of the order (ORU) and of the specimen (OUL). */
    public static final IntakePolicy RESULTS =
            new IntakePolicy(Map.of("ORU", Set.of("R01", "R30", "R31", "R32"), "OUL", Set.of("R22", "R23", "R24")));

    private static final Set<String> PROCESSING_IDS = Set.of("P", "T", "D", "Q");
    private static final Pattern VERSION = Pattern.compile("2(\\.[1-9](\\.[12])?)?");

    public IntakePolicy {
        eventsByType = Map.copyOf(eventsByType);
    }

    /** Everything that speaks against this message; an empty list means that it is taken. */
    public List<Problem> problems(Hl7Message message) {
        List<Problem> problems = new ArrayList<>();
        checkRequired(message, problems);
        if (problems.isEmpty()) {
            checkEvent(message.header(), problems);
            checkProcessing(message.header(), problems);
        }
        if (problems.isEmpty()) {
            checkContent(message, problems);
        }
        return problems;
    }

    private static void checkRequired(Hl7Message message, List<Problem> problems) {
        require(message.segments().get(0), 9, "The message type is missing", problems);
        require(message.segments().get(0), 10, "The message control id is missing", problems);
    }

    private void checkEvent(MessageHeader header, List<Problem> problems) {
        Set<String> events = eventsByType.get(header.type());
        Place place = header.segment().place(9);
        if (events == null) {
            problems.add(
                    Problem.of(ErrorCondition.UNSUPPORTED_MESSAGE_TYPE, place, "This message type is not taken here"));
        } else if (!events.contains(header.trigger())) {
            problems.add(
                    Problem.of(ErrorCondition.UNSUPPORTED_EVENT_CODE, place, "This trigger event is not taken here"));
        }
    }

    private static void checkProcessing(MessageHeader header, List<Problem> problems) {
        // Old analyzers leave MSH-11 and MSH-12 empty; a result is worth more than their presence.
        if (!header.processingId().isEmpty() && !PROCESSING_IDS.contains(header.processingId())) {
            problems.add(Problem.of(
                    ErrorCondition.UNSUPPORTED_PROCESSING_ID,
                    header.segment().place(11),
                    "The processing id is none of P, T, D and Q"));
        }
        if (!header.version().isEmpty() && !VERSION.matcher(header.version()).matches()) {
            problems.add(Problem.of(
                    ErrorCondition.UNSUPPORTED_VERSION_ID,
                    header.segment().place(12),
                    "The version is not HL7 version 2"));
        }
    }

    private static void checkContent(Hl7Message message, List<Problem> problems) {
        if (message.segments("OBR").isEmpty()) {
            problems.add(Problem.of(
                    ErrorCondition.SEGMENT_SEQUENCE_ERROR, Place.of("OBR"), "A result message has at least one OBR"));
        }
    }

    private static void require(Segment segment, int field, String text, List<Problem> problems) {
        if (!segment.field(field).isPresent()) {
            problems.add(Problem.of(ErrorCondition.REQUIRED_FIELD_MISSING, segment.place(field), text));
        }
    }
}

package org.openward.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which messages of a sender are taken in at all, before anything is mapped.
 *
 * <p>A gap in the mapping is never a reason to refuse: senders would send for ever or stop.
 *
 * @param kinds what the sender may send
 */
public record IntakePolicy(Set<MessageKind> kinds, TestMessages testMessages) {
    /** Results and nothing else, as of an analyzer. */
    public static final IntakePolicy RESULTS = new IntakePolicy(Set.of(MessageKind.RESULTS), TestMessages.REFUSED);

    private static final Set<String> PROCESSING_IDS = Set.of("P", "T", "D", "Q");
    private static final Pattern VERSION = Pattern.compile("2(\\.[1-9](\\.[12])?)?");

    private static final Part PATIENT = new Part("PID", List.of(3, 2, 4), "It is not said which patient");
    private static final Part ORDER = new Part("ORC", List.of(), "There is no order");

    /** What messages of a type cannot do without. */
    private static final Map<String, List<Part>> PARTS = Map.ofEntries(
            Map.entry("ORU", List.of(new Part("OBR", List.of(), "A result message has at least one OBR"))),
            Map.entry("OUL", List.of(new Part("OBR", List.of(), "A result message has at least one OBR"))),
            Map.entry("ADT", List.of(PATIENT)),
            Map.entry("SIU", List.of(new Part("SCH", List.of(2, 1), "The appointment has no number"))),
            Map.entry("OML", List.of(PATIENT, ORDER)),
            Map.entry("ORM", List.of(PATIENT, ORDER)),
            Map.entry("DFT", List.of(PATIENT, new Part("FT1", List.of(2), "The charge has no number"))),
            Map.entry("MDM", List.of(PATIENT, new Part("TXA", List.of(12), "The document has no number"))),
            Map.entry("VXU", List.of(PATIENT, ORDER, new Part("RXA", List.of(), "There is no vaccination"))),
            Map.entry("RDE", List.of(PATIENT, ORDER)),
            Map.entry("RDS", List.of(PATIENT, ORDER, new Part("RXD", List.of(), "Nothing was dispensed"))));

    private static final Part MERGED = new Part("MRG", List.of(1), "A merge does not say who ends");
    private static final String MERGE = "A40";

    public IntakePolicy {
        kinds = Set.copyOf(kinds);
    }

    /** Whether messages for training and debugging are taken like those of every day. */
    public enum TestMessages {
        REFUSED,
        TAKEN
    }

    /** Whether such a message, by its MSH-11, may become what is on file of a patient. */
    public boolean isForUse(MessageHeader header) {
        return testMessages == TestMessages.TAKEN || !header.isTest();
    }

    /** A segment of which there must be one, and each of which has one of these fields. */
    private record Part(String segment, List<Integer> fields, String text) {
        Optional<Problem> missing(Hl7Message message) {
            List<Segment> found = message.segments(segment);
            if (found.isEmpty()) {
                return Optional.of(Problem.of(ErrorCondition.SEGMENT_SEQUENCE_ERROR, Place.of(segment), text));
            }
            return found.stream()
                    .filter(each -> !fields.isEmpty()
                            && fields.stream()
                                    .noneMatch(field -> each.field(field).isPresent()))
                    .findFirst()
                    .map(each -> Problem.of(ErrorCondition.REQUIRED_FIELD_MISSING, each.place(fields.get(0)), text));
        }
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
        Optional<MessageKind> kind = MessageKind.ofType(header.type());
        Place place = header.segment().place(9);
        if (kind.isEmpty()) {
            problems.add(
                    Problem.of(ErrorCondition.UNSUPPORTED_MESSAGE_TYPE, place, "This message type is not taken here"));
        } else if (!kinds.contains(kind.get())) {
            problems.add(Problem.of(
                    ErrorCondition.UNSUPPORTED_MESSAGE_TYPE,
                    place,
                    "This sender is not described here as one that sends "
                            + kind.get().code()));
        } else if (!kind.get().hasEvent(header.type(), header.trigger())) {
            problems.add(
                    Problem.of(ErrorCondition.UNSUPPORTED_EVENT_CODE, place, "This trigger event is not taken here"));
        }
    }

    private void checkProcessing(MessageHeader header, List<Problem> problems) {
        // Old analyzers leave MSH-11 and MSH-12 empty; a result is worth more than their presence.
        if (!header.processingId().isEmpty() && !PROCESSING_IDS.contains(header.processingId())) {
            problems.add(Problem.of(
                    ErrorCondition.UNSUPPORTED_PROCESSING_ID,
                    header.segment().place(11),
                    "The processing id is none of P, T, D and Q"));
        } else if (!isForUse(header)) {
            problems.add(Problem.of(
                    ErrorCondition.UNSUPPORTED_PROCESSING_ID,
                    header.segment().place(11),
                    "This sender is not described here as one whose test messages are taken"));
        }
        if (!header.version().isEmpty() && !VERSION.matcher(header.version()).matches()) {
            problems.add(Problem.of(
                    ErrorCondition.UNSUPPORTED_VERSION_ID,
                    header.segment().place(12),
                    "The version is not HL7 version 2"));
        }
    }

    private static void checkContent(Hl7Message message, List<Problem> problems) {
        List<Part> parts = new ArrayList<>(PARTS.getOrDefault(message.header().type(), List.of()));
        if (message.header().trigger().equals(MERGE)) {
            parts.add(MERGED);
        }
        parts.forEach(part -> part.missing(message).ifPresent(problems::add));
    }

    private static void require(Segment segment, int field, String text, List<Problem> problems) {
        if (!segment.field(field).isPresent()) {
            problems.add(Problem.of(ErrorCondition.REQUIRED_FIELD_MISSING, segment.place(field), text));
        }
    }
}

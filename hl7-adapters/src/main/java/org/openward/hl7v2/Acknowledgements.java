package org.openward.hl7v2;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes the acknowledgement of a message, mirrored from its header.
 *
 * <p>An empty array means that the sender asked for no answer.
 */
public final class Acknowledgements {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final Set<String> CONDITIONS = Set.of("", "AL", "NE", "ER", "SU");

    /** A second answer is itself a message that says in MSH-15 and MSH-16 that nobody answers it. */
    private static final String NOTHING_MORE = "NENE";

    private static final String UNREADABLE = "MSH|^~\\&|%s|||||%s||ACK|%s|P|2.5.1\r";

    private final Clock clock;
    private final Supplier<String> controlIds;
    private final String application;

    /** Answers in the name of {@code application} where the sender named no receiver. */
    public Acknowledgements(Clock clock, Supplier<String> controlIds, String application) {
        this.clock = clock;
        this.controlIds = controlIds;
        this.application = application;
    }

    public byte[] accept(MessageHeader header, AcknowledgementMode mode) {
        return answer(header, mode, List.of());
    }

    /** As {@link #accept(MessageHeader, AcknowledgementMode)}; orders have a response of their own, which repeats them. */
    public byte[] accept(Hl7Message message, AcknowledgementMode mode) {
        MessageHeader header = message.header();
        Wanted wanted = wanted(header, mode);
        Optional<OrderResponse> response = wanted.level() == 'A' ? OrderResponse.to(message) : Optional.empty();
        return response.filter(orders -> wanted.covers(true))
                .map(orders -> answer(header, orders.type(), wanted, List.of(), "", orders.lines(OrderFate.TAKEN)))
                .orElseGet(() -> accept(header, mode));
    }

    /** As {@link #later(MessageHeader, AcknowledgementMode, List)}; to orders, with what became of each. */
    public byte[] later(Hl7Message message, AcknowledgementMode mode, List<Problem> problems, OrderFate fate) {
        byte[] plain = later(message.header(), mode, problems);
        return plain.length == 0
                ? plain
                : OrderResponse.to(message)
                        .map(orders -> answer(
                                message.header(),
                                orders.type(),
                                new Wanted('A', message.header().applicationCondition()),
                                problems,
                                NOTHING_MORE,
                                orders.lines(fate)))
                        .orElse(plain);
    }

    public byte[] refuse(MessageHeader header, AcknowledgementMode mode, List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("A refusal names at least one problem");
        }
        return answer(header, mode, problems);
    }

    /**
     * The second answer of enhanced mode, for when a message was dealt with; what was wrong with it may be nothing. An empty
     * array when none is asked for: MSH-16 asks for it, and only after a first answer that MSH-15 asked for.
     */
    public byte[] later(MessageHeader header, AcknowledgementMode mode, List<Problem> problems) {
        if (!isAskedForLater(header, mode)
                || !new Wanted('A', header.applicationCondition()).covers(problems.isEmpty())) {
            return new byte[0];
        }
        return answer(header, new Wanted('A', header.applicationCondition()), problems, NOTHING_MORE);
    }

    /** Whether the sender wants to hear again of the message once it was dealt with, at least if it goes one way. */
    public static boolean isAskedForLater(MessageHeader header, AcknowledgementMode mode) {
        return mode != AcknowledgementMode.ORIGINAL
                && wanted(header, mode).level() == 'C'
                && Set.of("AL", "ER", "SU").contains(header.applicationCondition())
                && CONDITIONS.contains(header.acceptCondition());
    }

    /** The negative acknowledgement of bytes in which no message header could be found. */
    public byte[] refuseUnreadable(Problem problem) {
        String header = UNREADABLE.formatted(application, time(), controlIds.get());
        String answer = "MSA|" + code('A', List.of(problem)) + "||" + problem.text() + "\r";
        Notation plain = new Notation('|', '^', '~', '\\', '&', StandardCharsets.US_ASCII);
        return (header + answer + new ErrorSegment(problem, plain).modern()).getBytes(StandardCharsets.US_ASCII);
    }

    /** The answer to a message that broke this program: the sender may send it again. */
    public byte[] fail(byte[] raw) {
        Problem problem = Problem.of(
                ErrorCondition.APPLICATION_INTERNAL_ERROR,
                Place.of(Hl7Message.HEADER),
                "The message could not be stored");
        return refuse(raw, problem);
    }

    /** The negative answer to raw bytes, mirrored from their header if there is one. */
    public byte[] refuse(byte[] raw, Problem problem) {
        return MessageHeader.read(raw)
                .map(header -> refuse(header, AcknowledgementMode.AS_SENT, List.of(problem)))
                .orElseGet(() -> refuseUnreadable(problem));
    }

    private byte[] answer(MessageHeader header, AcknowledgementMode mode, List<Problem> problems) {
        Wanted wanted = wanted(header, mode);
        return wanted.covers(problems.isEmpty()) ? answer(header, wanted, problems, "") : new byte[0];
    }

    private byte[] answer(MessageHeader header, Wanted wanted, List<Problem> problems, String conditions) {
        return answer(header, type(header), wanted, problems, conditions, "");
    }

    private byte[] answer(
            MessageHeader header, String type, Wanted wanted, List<Problem> problems, String conditions, String more) {
        StringBuilder answer = new StringBuilder(header(header, type, conditions));
        answer.append(result(header, code(wanted.level(), problems), problems));
        for (Problem problem : problems) {
            ErrorSegment error = new ErrorSegment(problem, header.segment().notation());
            answer.append(isBefore25(header) ? error.old() : error.modern());
        }
        return answer.append(more)
                .toString()
                .getBytes(header.segment().notation().charset());
    }

    private static Wanted wanted(MessageHeader header, AcknowledgementMode mode) {
        String accept = header.acceptCondition();
        String later = header.applicationCondition();
        boolean valid = CONDITIONS.contains(accept) && CONDITIONS.contains(later);
        boolean silent = accept.isEmpty() && later.isEmpty();
        if (mode == AcknowledgementMode.ENHANCED && (!valid || silent)) {
            return new Wanted('C', "AL");
        }
        if (mode == AcknowledgementMode.ORIGINAL || !valid || silent) {
            return new Wanted('A', "AL");
        }
        boolean commit = !accept.isEmpty() && !accept.equals("NE");
        return commit ? new Wanted('C', accept) : new Wanted('A', later);
    }

    /** @param conditions MSH-15 and MSH-16, each a code; no field at all when empty */
    private String header(MessageHeader asked, String type, String conditions) {
        Segment msh = asked.segment();
        Notation notation = msh.notation();
        String own = msh.field(5).raw().isEmpty()
                ? notation.escape(application)
                : msh.field(5).raw();
        List<String> fields = List.of(
                Hl7Message.HEADER,
                notation.encodingCharacters(),
                own,
                msh.field(6).raw(),
                msh.field(3).raw(),
                msh.field(4).raw(),
                time(),
                "",
                type,
                controlIds.get(),
                orElse(msh.field(11).raw(), "P"),
                orElse(msh.field(12).raw(), "2.5.1"));
        String separator = String.valueOf(notation.field());
        String answers = conditions.isEmpty()
                ? ""
                : separator.repeat(3) + conditions.substring(0, 2) + separator + conditions.substring(2);
        String characterSet = asked.characterSet().isEmpty()
                ? ""
                : separator.repeat(conditions.isEmpty() ? 6 : 2) + asked.characterSet();
        return String.join(separator, fields) + answers + characterSet + "\r";
    }

    private static String type(MessageHeader asked) {
        String trigger = asked.trigger();
        if (trigger.isEmpty()) {
            return "ACK";
        }
        char component = asked.segment().notation().component();
        String event = "ACK" + component + asked.segment().notation().escape(trigger);
        return asked.version().compareTo("2.4") < 0 ? event : event + component + "ACK";
    }

    private static String result(MessageHeader asked, String code, List<Problem> problems) {
        Notation notation = asked.segment().notation();
        char separator = notation.field();
        String start =
                "MSA" + separator + code + separator + asked.segment().field(10).raw();
        if (problems.isEmpty()) {
            return start + "\r";
        }
        Problem first = problems.get(0);
        String text = start + separator + notation.escape(first.text());
        String reason = isBefore25(asked)
                ? String.valueOf(separator).repeat(3) + new ErrorSegment(first, notation).reason(notation.component())
                : "";
        return text + reason + "\r";
    }

    private static String code(char level, List<Problem> problems) {
        if (problems.isEmpty()) {
            return level + "A";
        }
        boolean rejected = problems.stream().anyMatch(each -> each.severity() == Problem.Severity.REJECT);
        return level + (rejected ? "R" : "E");
    }

    private static boolean isBefore25(MessageHeader header) {
        return !header.version().isEmpty() && header.version().compareTo("2.5") < 0;
    }

    private static String orElse(String sent, String otherwise) {
        return sent.isEmpty() ? otherwise : sent;
    }

    private String time() {
        return OffsetDateTime.now(clock).format(TIME);
    }

    /** Which level of answer the sender wants, and when. */
    private record Wanted(char level, String condition) {
        boolean covers(boolean success) {
            return switch (condition) {
                case "AL" -> true;
                case "SU" -> success;
                case "ER" -> !success;
                default -> false;
            };
        }
    }
}

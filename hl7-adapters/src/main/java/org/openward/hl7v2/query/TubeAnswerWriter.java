package org.openward.hl7v2.query;

import java.nio.charset.Charset;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.openward.astm.WorkOrder;
import org.openward.hl7v2.Notation;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.devices.OrderConventions;
import org.openward.hl7v2.query.TubeQuery.Request;

/**
 * Answers one question of an analyzer, in its own characters.
 *
 * @param clock in the analyzer's time zone
 */
public record TubeAnswerWriter(TubeQuery query, Clock clock, Supplier<String> controlIds, Charset charset) {
    private static final String US = "OPENWARD";
    private static final String VERSION = "2.3.1";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

    /** QCK^Q02: whether the question is understood, and whether there is anything to do. */
    public byte[] displayAcknowledgement(Optional<WorkOrder> work) {
        boolean understood = query.request() != Request.UNCLEAR;
        List<String> lines = new ArrayList<>();
        lines.add(header("QCK^Q02", ""));
        if (understood) {
            lines.addAll(taken());
            lines.add("QAK|SR|" + (query.request() == Request.CANCEL || work.isPresent() ? "OK" : "NF") + "|");
        } else {
            lines.add("MSA|AE|" + plain(query.header().controlId()) + "|One tube has to be named|||100|");
            lines.add("ERR|100|");
            lines.add("QAK|SR|AE|");
        }
        return bytes(lines);
    }

    /** DSR^Q03: what is to be done, line by line. */
    public byte[] display(WorkOrder work, DisplayLines display) {
        List<String> lines = new ArrayList<>();
        lines.add(header("DSR^Q03", ""));
        lines.addAll(taken());
        lines.add("QAK|SR|OK|");
        query.asked().forEach(segment -> lines.add(repeated(segment, 12)));
        int number = 0;
        int firstTest = display.of(work).size() - work.tests().size();
        for (String line : display.of(work)) {
            number++;
            lines.add("DSP|" + number + "||" + plain(line) + (number > firstTest ? "^^^" : "") + "|||");
        }
        lines.add("DSC||");
        return bytes(lines);
    }

    /** RSP^Z02: what is to be done, as orders; none means that there is nothing to do. */
    public byte[] orders(Optional<WorkOrder> work, OrderConventions conventions) {
        String tag = plain(query.asked().get(0).text(2));
        List<String> lines = new ArrayList<>();
        boolean understood = query.request() == Request.ORDERS;
        lines.add(header("RSP^Z02", "NE"));
        lines.add(
                "MSA|" + (understood ? "AA" : "AE") + "|" + plain(query.header().controlId()));
        lines.add("QAK|" + tag + "|" + (understood ? "OK" : "AE") + "|"
                + components(query.asked().get(0), 1));
        lines.add(repeated(query.asked().get(0), 4));
        work.ifPresent(found -> lines.addAll(orders(found, conventions)));
        return bytes(lines);
    }

    private List<String> orders(WorkOrder work, OrderConventions conventions) {
        List<String> lines = new ArrayList<>();
        if (!work.patient().equals(WorkOrder.Person.NOBODY)) {
            lines.add(patient(work.patient()));
        }
        int number = 0;
        for (String test : work.tests()) {
            number++;
            lines.add("ORC|NW|" + number + "|||||||" + time());
            lines.add("OBR|" + number + "|||" + plain(test) + "|||||||" + plain(conventions.action()));
            lines.add("TQ1|||||||||" + work.urgency().code());
            lines.add(
                    "SPM|" + number + "|" + plain(work.sample()) + "^||" + plain(conventions.specimen()) + "|||||||P");
        }
        return lines;
    }

    private String patient(WorkOrder.Person patient) {
        String born = patient.birthDate() == null ? "" : patient.birthDate().format(DAY);
        return "PID|1||" + plain(patient.number()) + "||" + plain(patient.family()) + "^" + plain(patient.given())
                + "||" + born + "|" + plain(patient.sex());
    }

    private List<String> taken() {
        return List.of("MSA|AA|" + plain(query.header().controlId()) + "|Message accepted|||0|", "ERR|0|");
    }

    /** @param condition MSH-15 and MSH-16: when the answer is to be answered */
    private String header(String type, String condition) {
        var sent = query.header();
        String[] fields = {
            "MSH",
            "^~\\&",
            US,
            "",
            components(sent.segment(), 3),
            components(sent.segment(), 4),
            time(),
            "",
            type,
            plain(controlIds.get()),
            "P",
            sent.version().isEmpty() ? VERSION : plain(sent.version()),
            "",
            "",
            condition,
            condition,
            "",
            plain(sent.characterSet())
        };
        return line(fields);
    }

    private static String line(String... fields) {
        return String.join("|", fields).replaceAll("\\|+$", "");
    }

    /** A segment of the question in our own delimiters. */
    private String repeated(Segment segment, int fields) {
        List<String> parts = new ArrayList<>();
        parts.add(segment.name());
        for (int field = 1; field <= fields; field++) {
            parts.add(components(segment, field));
        }
        return line(parts.toArray(String[]::new));
    }

    private String components(Segment segment, int field) {
        List<String> parts = new ArrayList<>();
        for (int component = 1; component <= segment.field(field).components(); component++) {
            parts.add(plain(segment.field(field).component(component)));
        }
        return String.join("^", parts);
    }

    private String time() {
        return LocalDateTime.now(clock).format(TIME);
    }

    /** Nothing in a text may end the segment or the frame that carries it. */
    private String plain(String text) {
        return new Notation('|', '^', '~', '\\', '&', charset)
                .escape(text.replaceAll("\\p{Cntrl}", " ").strip());
    }

    private byte[] bytes(List<String> lines) {
        return (String.join("\r", lines) + "\r").getBytes(charset);
    }
}

package org.openward.astm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.astm.AstmConventions.SamplePlace;
import org.openward.astm.AstmConventions.TestNaming;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Numbers;
import org.openward.hl7v2.devices.ResultConventions;

/** Says one message in the segments of an HL7 v2 result message, so that both are mapped by the same rules. */
final class ResultSegments {
    private static final Map<String, String> STATUSES =
            Map.of("F", "F", "V", "F", "W", "F", "M", "F", "Q", "F", "C", "C", "P", "P", "X", "X", "I", "I", "S", "S");
    private static final String RESENT_OR_UNVERIFIED = "R";
    private static final String QUALITY_CONTROL = "Q";
    private static final String DOUBTED = "W";
    // Not the bare letter: as a flag, W says that a result is worse than the one before.
    private static final String DOUBT_FLAG = "R.9=W";
    private static final String DOUBT = "The analyzer itself doubts that this result is valid.";

    private final AstmMessage message;
    private final AstmConventions conventions;
    private final int valueComponent;
    private final Numbers numbers;
    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, Integer> occurrences = new HashMap<>();
    private @Nullable AstmRecord patient;

    ResultSegments(AstmMessage message, AstmConventions conventions, ResultConventions habits) {
        this.message = message;
        this.conventions = conventions;
        this.valueComponent = habits.valueComponent();
        this.numbers = new Numbers(habits.decimalMark());
    }

    Hl7Message said() {
        message.records().forEach(this::say);
        return Hl7Message.translated(new byte[0], message.decoding(), segments);
    }

    private void say(AstmRecord record) {
        switch (record.type()) {
            case "H" -> header(record);
            case "P" -> patient(record);
            case "O" -> order(record);
            case "R" -> result(record);
            case "C" -> add(new SegmentLine("NTE", record).take(3, 4));
            case "L" -> {
                // It ends the message and says nothing else.
            }
                // Scientific, manufacturer's and unknown records have no place in a report; they are told as left
                // aside.
            default -> add(new SegmentLine("Z" + record.type() + "1", record));
        }
    }

    private void header(AstmRecord header) {
        String number = header.text(3);
        add(new SegmentLine("MSH", header)
                .take(3, 5)
                .sayFirst(7, header.field(14), 14)
                .say(10, number.isEmpty() ? message.digest() : number, 3)
                .sayFirst(11, header.field(12), 12)
                .sayFirst(12, header.field(13), 13));
    }

    private void patient(AstmRecord sent) {
        patient = sent;
        char repetition = sent.notation().repetition();
        SegmentLine line = new SegmentLine("PID", sent).take(5, 6).sayFirst(7, sent.field(8), 8);
        String identifiers = Stream.of(3, 4, 5)
                .map(field -> sent.field(field).component(1))
                .filter(number -> !number.isEmpty())
                .distinct()
                .map(sent.notation()::escape)
                .collect(Collectors.joining(String.valueOf(repetition)));
        add(line.put(3, identifiers, 3).sayFirst(8, sent.field(9), 9));
    }

    private void order(AstmRecord sent) {
        List<String> samples = samples(sent);
        List<Field> tests = sent.field(5).repetitions();
        SegmentLine request = new SegmentLine("OBR", sent)
                .take(1, 2)
                .say(2, samples.isEmpty() ? "" : samples.get(0), 3)
                .take(7, 8)
                .take(8, 9)
                .take(14, 15)
                .sayFirst(15, sent.field(16), 16)
                .take(16, 17)
                .sayFirst(22, sent.field(23), 23)
                .say(25, reportStatus(sent), 26);
        // Of several tests none names the report.
        add(tests.size() == 1 ? test(request, 4, tests.get(0), 5) : request);
        boolean control = sent.text(12).equalsIgnoreCase(QUALITY_CONTROL);
        if (control || !samples.isEmpty()) {
            add(new SegmentLine("SPM", sent)
                    .say(2, samples, 3)
                    .sayFirst(4, sent.field(16), 16)
                    .say(11, control ? QUALITY_CONTROL : "", 12)
                    .sayFirst(17, sent.field(8), 8));
        }
    }

    /** At most two numbers: a specimen has one of its placer and one of its filler. */
    private List<String> samples(AstmRecord order) {
        List<String> samples = new ArrayList<>();
        for (SamplePlace place : conventions.samples()) {
            AstmRecord holder = place.record().equals("P") ? patient : order;
            String number = holder == null ? "" : holder.field(place.field()).component(place.component());
            if (!number.isEmpty() && !samples.contains(number)) {
                samples.add(number);
            }
        }
        return samples;
    }

    private static String reportStatus(AstmRecord order) {
        String sent = order.field(26).component(1).toUpperCase(Locale.ROOT);
        // Q, Y and Z answer queries and say nothing of how far the report is.
        return sent.matches("[QYZ]") ? "" : sent;
    }

    private void result(AstmRecord sent) {
        ResultValue value = ResultValue.of(sent.field(4), valueComponent);
        SegmentLine line = new SegmentLine("OBX", sent)
                .take(1, 2)
                .say(2, type(value), 4)
                .put(5, value.raw(), 4)
                .say(6, sent.field(5).text(), 5)
                .put(7, range(sent.field(6)), 6)
                .put(8, flags(sent), 7)
                .take(10, 8)
                .say(11, status(sent), 9)
                .take(16, 11)
                .sayFirst(18, sent.field(14), 14)
                .say(19, analysed(sent), 13);
        add(test(line, 3, sent.field(3), 3).say(4, aspects(sent.field(3)), 3));
        if (!value.rest().isEmpty()) {
            add(new SegmentLine("NTE", sent).say(3, value.rest(), 4));
        }
        if (isDoubted(sent)) {
            add(new SegmentLine("NTE", sent).say(3, DOUBT, 9));
        }
    }

    private static boolean isDoubted(AstmRecord result) {
        return result.field(9).component(1).equalsIgnoreCase(DOUBTED);
    }

    private static String flags(AstmRecord result) {
        String sent = result.field(7).raw();
        if (!isDoubted(result)) {
            return sent;
        }
        String doubt = result.notation().escape(DOUBT_FLAG);
        return sent.isEmpty() ? doubt : sent + result.notation().repetition() + doubt;
    }

    /** ASTM has no value types: what reads as a number is one, everything else is text. */
    private String type(ResultValue value) {
        return numbers.amount(value.text()).isPresent() ? "NM" : "ST";
    }

    private static String analysed(AstmRecord result) {
        String completed = result.field(13).component(1);
        return completed.isEmpty() ? result.field(12).component(1) : completed;
    }

    /** A range may be followed by its name, and several ranges by each other. */
    private static String range(Field sent) {
        return sent.repetitions().stream()
                .map(each -> named(each) ? each.component(1) : each.text())
                .map(sent.notation()::escape)
                .collect(Collectors.joining(String.valueOf(sent.notation().repetition())));
    }

    private static boolean named(Field range) {
        return !range.component(1).isEmpty() && !range.component(2).matches("[0-9.,<>=+-]+.*");
    }

    private static String status(AstmRecord result) {
        String sent = result.field(9).component(1).toUpperCase(Locale.ROOT);
        return sent.equals("R") || sent.equals("N") ? RESENT_OR_UNVERIFIED : STATUSES.getOrDefault(sent, sent);
    }

    private SegmentLine test(SegmentLine line, int field, Field test, int origin) {
        TestNaming naming = conventions.naming();
        Optional<Integer> code = naming.code(test);
        if (code.isEmpty()) {
            return line;
        }
        String loinc = naming.loinc() == 0 ? "" : test.component(naming.loinc());
        boolean separate = naming.name() != 0 && naming.name() != code.get() && naming.name() != naming.loinc();
        String name = separate ? test.component(naming.name()) : "";
        List<String> components = new ArrayList<>(List.of(test.component(code.get()), name));
        if (!loinc.isEmpty()) {
            components.addAll(List.of("", loinc, "", "LN"));
        }
        return line.say(field, components, origin);
    }

    private String aspects(Field test) {
        return conventions.naming().aspects().stream()
                .filter(component -> component > 0)
                .map(test::component)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
    }

    private void add(SegmentLine line) {
        segments.add(line.segment(occurrences.merge(line.name(), 1, Integer::sum)));
    }
}

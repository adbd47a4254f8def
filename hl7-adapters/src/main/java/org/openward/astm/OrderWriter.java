package org.openward.astm;

import java.nio.charset.Charset;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openward.astm.WorkOrder.Person;
import org.openward.hl7v2.Notation;

/**
 * Writes orders for an analyzer, as a download or as the answer to its query.
 *
 * @param sender how we call ourselves in H-5
 * @param receiver how the analyzer calls itself
 * @param clock in the analyzer's time zone
 * @param conventions where the analyzer wants the code of a test
 */
public record OrderWriter(String sender, String receiver, Clock clock, AstmConventions conventions, Charset charset) {
    private static final String END_OF_RECORD = "\r";
    private static final String NEW_ORDER = "N";
    private static final String ANSWER = "Q";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
    private static final char NO_SUBCOMPONENTS = 0;

    /** Orders that nobody asked for. */
    public byte[] download(List<WorkOrder> orders) {
        return message(orders, NEW_ORDER, "N");
    }

    /** The answer to a query; without orders it says that there are none. */
    public byte[] answer(List<WorkOrder> orders) {
        return message(orders, ANSWER, orders.isEmpty() ? "I" : "F");
    }

    /** The answer to a query that cannot be understood. */
    public byte[] refusal() {
        return message(List.of(), ANSWER, "Q");
    }

    private byte[] message(List<WorkOrder> orders, String reportType, String end) {
        List<String> records = new ArrayList<>();
        records.add(line(
                "H",
                "\\^&",
                "",
                "",
                plain(sender),
                "",
                "",
                "",
                "",
                plain(receiver),
                "",
                "P",
                "LIS2-A2",
                time(LocalDateTime.now(clock))));
        int number = 0;
        for (WorkOrder order : orders) {
            number++;
            records.add(patient(number, order.patient()));
            records.add(order(order, reportType));
        }
        records.add(line("L", "1", end));
        return String.join("", records).getBytes(charset);
    }

    private String patient(int number, Person person) {
        String name = person.family().isEmpty() && person.given().isEmpty()
                ? ""
                : plain(person.family()) + "^" + plain(person.given());
        String born = person.birthDate() == null ? "" : person.birthDate().format(DAY);
        return line("P", String.valueOf(number), "", plain(person.number()), "", name, "", born, plain(person.sex()));
    }

    private String order(WorkOrder order, String reportType) {
        String tests = order.tests().stream().map(this::test).collect(Collectors.joining("\\"));
        LocalDateTime when = order.taken().when();
        List<String> fields = new ArrayList<>(List.of(
                "O",
                "1",
                plain(order.sample()),
                "",
                tests,
                order.urgency().code(),
                "",
                when == null ? "" : time(when)));
        var action =
                reportType.equals(NEW_ORDER) ? NEW_ORDER : conventions.orders().action();
        fields.addAll(List.of("", "", "", plain(action), "", "", ""));
        var specimen = order.taken().specimen();
        fields.add(plain(specimen.isEmpty() ? conventions.orders().specimen() : specimen));
        fields.addAll(List.of("", "", "", "", "", "", "", "", ""));
        fields.add(reportType.equals(NEW_ORDER) ? "O" : ANSWER);
        return line(fields.toArray(String[]::new));
    }

    private String test(String code) {
        var told = conventions.orders().testComponent();
        var component = told > 0 ? told : conventions.naming().codes().get(0);
        return "^".repeat(component - 1) + plain(code);
    }

    private static String time(LocalDateTime time) {
        return time.format(TIME);
    }

    private static String line(String... fields) {
        return String.join("|", fields) + END_OF_RECORD;
    }

    /** Nothing in a text may end the record or the frame that carries it. */
    private String plain(String text) {
        Notation notation = new Notation('|', '^', '\\', '&', NO_SUBCOMPONENTS, charset);
        return notation.escape(text.replaceAll("\\p{Cntrl}", " ").strip());
    }
}

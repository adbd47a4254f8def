package org.openward.hl7v2.law;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Coding;
import org.openward.hl7v2.Notation;
import org.openward.hl7v2.law.Work.Person;
import org.openward.hl7v2.law.Work.Step;

/** Writes what an analyzer is told by IHE LAW; always in UTF-8 and with the usual delimiters. */
public final class LawWriter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final Notation NOTATION = new Notation('|', '^', '~', '\\', '&', StandardCharsets.UTF_8);

    private final Clock clock;
    private final Supplier<String> controlIds;
    private final String application;
    private final String facility;

    public LawWriter(Clock clock, Supplier<String> controlIds, String application, String facility) {
        this.clock = clock;
        this.controlIds = controlIds;
        this.application = application;
        this.facility = facility;
    }

    /** Whether a query could be understood. */
    public enum Answer {
        /** It is; the work follows in a message of its own. */
        UNDERSTOOD("AA", "OK"),
        NOT_UNDERSTOOD("AE", "AE");

        private final String acknowledgement;
        private final String status;

        Answer(String acknowledgement, String status) {
            this.acknowledgement = acknowledgement;
            this.status = status;
        }
    }

    /** RSP^K11: takes a query in; it says nothing of the work itself. */
    public byte[] response(WorkQuery query, Answer answer) {
        Lines lines =
                new Lines(query.header().sendingApplication(), query.header().sendingFacility());
        lines.header("RSP^K11^RSP_K11", "", "", "LAB-27^IHE");
        lines.add("MSA", answer.acknowledgement, plain(query.header().controlId()));
        List<String> parameters = new ArrayList<>();
        for (int field = 1; field <= 8; field++) {
            parameters.add(repeated(query, field));
        }
        lines.add("QAK", plain(query.tag()), answer.status, parameters.get(0));
        lines.add("QPD", parameters.toArray(String[]::new));
        return lines.bytes();
    }

    /** A field of the query in our own delimiters, with its components. */
    private static String repeated(WorkQuery query, int field) {
        List<String> components = new ArrayList<>();
        var sent = query.parameters().field(field);
        for (int component = 1; component <= sent.components(); component++) {
            components.add(plain(sent.component(component)));
        }
        return String.join("^", components);
    }

    /**
     * OML^O33: the work of these tubes, all of one patient. A tube without any is answered negatively, as LAW wants it
     * (ORC-1 DC).
     */
    public byte[] work(List<Work> tubes, String receivingApplication, String receivingFacility) {
        if (tubes.stream().map(Work::patient).distinct().count() != 1) {
            throw new IllegalArgumentException("One message tells the work of one patient");
        }
        Lines lines = new Lines(receivingApplication, receivingFacility);
        lines.header("OML^O33^OML_O33", "NE", "AL", "LAB-28^IHE");
        int number = 0;
        for (Work each : tubes) {
            number++;
            tube(lines, number, each);
            if (each.steps().isEmpty()) {
                lines.add("ORC", "DC", "", "", "", "", "", "", "", time());
            }
            int step = 0;
            for (Step test : each.steps()) {
                step++;
                order(lines, "NW", step, test);
            }
        }
        return lines.bytes();
    }

    /** OML^O33: these tests of a tube shall not be done. */
    public byte[] cancellation(Work tube, String receivingApplication, String receivingFacility) {
        if (tube.steps().isEmpty()) {
            throw new IllegalArgumentException("A cancellation names what is cancelled");
        }
        Lines lines = new Lines(receivingApplication, receivingFacility);
        lines.header("OML^O33^OML_O33", "NE", "AL", "LAB-28^IHE");
        tube(lines, 1, tube);
        int step = 0;
        for (Step test : tube.steps()) {
            step++;
            order(lines, "CA", step, test);
        }
        return lines.bytes();
    }

    private static void tube(Lines lines, int number, Work tube) {
        Person patient = tube.patient();
        // The patient stands before the specimens of a message, so only a message about one patient may name him.
        if (number == 1 && patient.isKnown()) {
            lines.add(
                    "PID",
                    "",
                    "",
                    plain(patient.number()),
                    "",
                    plain(patient.family()) + "^" + plain(patient.given()),
                    "",
                    plain(patient.birthDate()),
                    plain(patient.sex()));
        }
        String type = code(tube.specimen());
        lines.add("SPM", String.valueOf(number), "", "", type, "", "", "", "", "", "", "P^Patient^HL70369");
        lines.add("SAC", "", "", plain(tube.container()));
    }

    private void order(Lines lines, String control, int number, Step step) {
        lines.add("ORC", control, "", "", "", "", "", "", "", time());
        lines.add("TQ1", "", "", "", "", "", "", "", "", step.urgency().code() + "^^HL70485");
        lines.add("OBR", String.valueOf(number), plain(step.id()), "", code(step.test()));
    }

    private static String code(Coding coding) {
        List<String> parts = new ArrayList<>();
        parts.add(coding.hasCode() ? plain(coding.getCode()) : "");
        parts.add(coding.hasDisplay() ? plain(coding.getDisplay()) : "");
        parts.add(coding.hasSystem() ? plain(coding.getSystem()) : "");
        return String.join("^", parts).replaceAll("\\^+$", "");
    }

    private String time() {
        return OffsetDateTime.now(clock).format(TIME);
    }

    private static String plain(String text) {
        return NOTATION.escape(text.replaceAll("\\p{Cntrl}", " ").strip());
    }

    /** The segments of one message as they are written. */
    private final class Lines {
        private final StringBuilder text = new StringBuilder();
        private final String receiver;
        private final String receivingFacility;

        Lines(String receiver, String receivingFacility) {
            this.receiver = receiver;
            this.receivingFacility = receivingFacility;
        }

        void header(String type, String accept, String later, String profile) {
            add(
                    "MSH",
                    "^~\\&",
                    plain(application),
                    plain(facility),
                    plain(receiver),
                    plain(receivingFacility),
                    time(),
                    "",
                    type,
                    controlIds.get(),
                    "P",
                    "2.5.1",
                    "",
                    "",
                    accept,
                    later,
                    "",
                    "UNICODE UTF-8",
                    "",
                    "",
                    profile);
        }

        void add(String segment, String... fields) {
            String line = segment + "|" + String.join("|", fields);
            text.append(line.replaceAll("\\|+$", "")).append('\r');
        }

        byte[] bytes() {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}

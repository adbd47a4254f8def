package org.openward.golden;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.openward.PublishedFamily;
import org.openward.astm.WorkOrder;
import org.openward.astm.WorkOrder.Taken;
import org.openward.hl7v2.AcknowledgementMode;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.devices.OrderConventions;
import org.openward.hl7v2.law.LawWriter;
import org.openward.hl7v2.law.Work;
import org.openward.hl7v2.law.WorkQuery;
import org.openward.hl7v2.query.DisplayLines;
import org.openward.hl7v2.query.TubeAnswerWriter;
import org.openward.hl7v2.query.TubeQuery;

/** What is said back to a message for whose tube there is work: to a question the work, to orders what becomes of each. */
record GoldenAnswer(Hl7Message asked) {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T04:45:05Z"), ZoneId.of("Asia/Kolkata"));
    private static final String TUBE = "T-4711";
    private static final Work WORK = new Work(
            TUBE,
            new Coding("HL70487", "SER", "Serum"),
            new Work.Person("P-7", "Rao", "Asha", "19800215", "F"),
            List.of(
                    new Work.Step("STEP-1", new Coding("LN", "2951-2", "Sodium"), Work.Urgency.STAT),
                    new Work.Step("STEP-2", new Coding("LN", "2823-3", "Potassium"), Work.Urgency.ROUTINE)));
    private static final WorkOrder ORDER = new WorkOrder(
            new WorkOrder.Person("P-7", "Rao", "Asha", LocalDate.of(1980, 2, 15), "F"),
            TUBE,
            List.of("NA", "K"),
            WorkOrder.Urgency.STAT,
            Taken.UNKNOWN);

    String text() {
        return said().replace('\r', '\n');
    }

    private String said() {
        return switch (asked.header().type()) {
            case "QBP", "QRY" -> WorkQuery.of(asked)
                    .map(this::work)
                    .or(() -> TubeQuery.of(asked).map(this::tube))
                    .orElse("");
            case "OML", "ORM" -> text(
                    new Acknowledgements(CLOCK, () -> "C-1", "OPENWARD").accept(asked, AcknowledgementMode.ORIGINAL));
            default -> "";
        };
    }

    /** The response, and the order that follows it in a message of its own. */
    private String work(WorkQuery query) {
        LawWriter writer = new LawWriter(CLOCK, () -> "C-1", "OPENWARD", "HOSPITAL");
        if (query.kind() == WorkQuery.Kind.UNCLEAR) {
            return text(writer.response(query, LawWriter.Answer.NOT_UNDERSTOOD));
        }
        return text(writer.response(query, LawWriter.Answer.UNDERSTOOD))
                + text(writer.work(
                        List.of(WORK),
                        query.header().sendingApplication(),
                        query.header().sendingFacility()));
    }

    private String tube(TubeQuery query) {
        TubeAnswerWriter writer = new TubeAnswerWriter(query, CLOCK, () -> "C-1", StandardCharsets.UTF_8);
        return query.form() == TubeQuery.Form.ENCLOSED
                ? text(writer.orders(
                        Optional.of(ORDER),
                        OrderConventions.of(
                                PublishedFamily.named("cepheid-genexpert").habits())))
                : text(writer.displayAcknowledgement(Optional.of(ORDER)))
                        + text(writer.display(
                                ORDER,
                                DisplayLines.of(PublishedFamily.named("mindray-bs")
                                                .habits())
                                        .orElseThrow()));
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }
}

package org.openward.interfaceengine.worklists;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.openward.astm.WorkOrder;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.devices.OrderConventions;
import org.openward.hl7v2.mllp.AnswerFrames;
import org.openward.hl7v2.query.DisplayLines;
import org.openward.hl7v2.query.TubeAnswerWriter;
import org.openward.hl7v2.query.TubeQuery;
import org.openward.hl7v2.query.TubeQuery.Form;
import org.openward.hl7v2.query.TubeQuery.Request;
import org.openward.interfaceengine.Analyzer;
import org.openward.interfaceengine.outbound.WorkQueries.Acknowledged;
import org.openward.interfaceengine.outbound.WorkQueries.Letter;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** Answers analyzers that ask by HL7 v2 in the way of their vendor what to do with a tube. */
@Component
public class TubeQueries {
    private static final int CONTROL_ID_LENGTH = 20;

    private final Worklists worklists;
    private final Tenants tenants;
    private final Clock clock;

    TubeQueries(Worklists worklists, Tenants tenants, Clock clock) {
        this.worklists = worklists;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** The whole answer; nothing for another message, or for an analyzer that is not described well enough to be answered. */
    public Optional<Acknowledged> answer(Hl7Message message, Analyzer analyzer, String address) {
        if (analyzer.device() == null || message.header().controlId().isEmpty()) {
            return Optional.empty();
        }
        return TubeQuery.of(message)
                .flatMap(query -> Acting.as(caller(analyzer, address), () -> answer(query, message, analyzer)));
    }

    private Optional<Acknowledged> answer(TubeQuery query, Hl7Message message, Analyzer analyzer) {
        var zone = analyzer.zone(tenants.current().timeZone());
        var charset = message.decoding().charset();
        var writer = new TubeAnswerWriter(query, clock.withZone(zone), TubeQueries::controlId, charset);
        var habits = analyzer.dialect().habits();
        return query.form() == Form.ENCLOSED
                ? Optional.of(answered(query, writer.orders(work(query, analyzer), OrderConventions.of(habits))))
                : DisplayLines.of(habits)
                        .map(lines -> answered(query, displayed(writer, lines, work(query, analyzer))));
    }

    private static Acknowledged answered(TubeQuery query, byte[] answer) {
        return new Acknowledged(query.request() != Request.UNCLEAR, new Letter(answer));
    }

    private Optional<WorkOrder> work(TubeQuery query, Analyzer analyzer) {
        return query.request() == Request.ORDERS
                ? worklists.of(analyzer, List.of(query.tube()), List.of()).stream()
                        .findFirst()
                : Optional.empty();
    }

    /** The acknowledgement, and the work in a message of its own if there is any. */
    private static byte[] displayed(TubeAnswerWriter writer, DisplayLines lines, Optional<WorkOrder> work) {
        var acknowledgement = writer.displayAcknowledgement(work);
        return work.map(found -> AnswerFrames.of(acknowledgement, writer.display(found, lines)))
                .orElse(acknowledgement);
    }

    private static String controlId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, CONTROL_ID_LENGTH);
    }

    private static Caller caller(Analyzer analyzer, String address) {
        return new Caller(
                analyzer.tenant(),
                Caller.Kind.DEVICE,
                analyzer.subject(),
                UUID.randomUUID().toString(),
                address);
    }
}

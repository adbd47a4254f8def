package org.openward.interfaceengine;

import java.util.List;
import java.util.Optional;
import org.openward.hl7v2.AcknowledgementMode;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.IntakePolicy;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.mllp.InboundMessages;
import org.openward.hl7v2.mllp.ReceivedBytes;
import org.openward.interfaceengine.Analyzer.Standing;
import org.openward.interfaceengine.Arrival.Verdict;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes every message in: recognises its sender, stores it, and only then acknowledges it. */
@Component
class Reception implements InboundMessages {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    private static final String NOBODYS = "unknown";

    private final Analyzers analyzers;
    private final Acknowledgements acknowledgements;
    private final GroupCommit store;
    private final Lanes lanes;
    private final FeedMetrics metrics;

    Reception(
            Analyzers analyzers,
            Acknowledgements acknowledgements,
            GroupCommit store,
            Lanes lanes,
            FeedMetrics metrics) {
        this.analyzers = analyzers;
        this.acknowledgements = acknowledgements;
        this.store = store;
        this.lanes = lanes;
        this.metrics = metrics;
    }

    @Override
    public byte[] receive(ReceivedBytes received) {
        var arrival = judge(received);
        var receipt = store.keep(arrival);
        if (receipt.kind() == Receipt.Kind.REUSED_CONTROL_ID) {
            LOG.warn("Message {} of {} reuses a control id with other content.", receipt.message(), arrival.lane());
        }
        if (receipt.kind() != Receipt.Kind.DUPLICATE && arrival.verdict().decision() == Arrival.Decision.RECEIVED) {
            lanes.wake(new Lane(arrival.tenant(), arrival.lane()));
        }
        metrics.acknowledged(arrival, receipt);
        return receipt.acknowledgement().content();
    }

    private Arrival judge(ReceivedBytes received) {
        var header = MessageHeader.read(received.content());
        var sender = Sender.of(received.connection(), header);
        var analyzer = analyzers.recognise(sender);
        if (analyzer.isEmpty() || analyzer.get().standing() == Standing.INACTIVE) {
            var tenant = analyzer.map(Analyzer::tenant).orElse(TenantId.DEFAULT);
            var device = analyzer.map(Analyzer::device).orElse(null);
            var verdict = header.map(this::refuseStranger).orElseGet(() -> refuseUnreadable(received));
            return new Arrival(
                    tenant,
                    NOBODYS,
                    device,
                    bytes(received),
                    received.receivedAt(),
                    sender,
                    Envelope.of(header),
                    "",
                    verdict);
        }
        return judge(received, header, sender, analyzer.get());
    }

    private Arrival judge(ReceivedBytes received, Optional<MessageHeader> header, Sender sender, Analyzer analyzer) {
        var transmission = analyzer.dialect().transmission();
        Verdict verdict;
        var decoding = "";
        try {
            var message = Hl7Message.parse(received.content(), transmission);
            decoding = message.decoding().charset() + " " + message.decoding().rule();
            verdict = judge(message, transmission.acknowledgement());
        } catch (MalformedMessage malformed) {
            verdict = Verdict.refused(
                    malformed.problem().condition().name(),
                    acknowledgements.refuse(received.content(), malformed.problem()));
        }
        return new Arrival(
                analyzer.tenant(),
                analyzer.lane(),
                analyzer.device(),
                bytes(received),
                received.receivedAt(),
                sender,
                Envelope.of(header),
                decoding,
                verdict);
    }

    private Verdict judge(Hl7Message message, AcknowledgementMode mode) {
        var problems = IntakePolicy.RESULTS.problems(message);
        return problems.isEmpty()
                ? Verdict.accepted(acknowledgements.accept(message.header(), mode))
                : Verdict.refused(
                        problems.get(0).condition().name(), acknowledgements.refuse(message.header(), mode, problems));
    }

    private Verdict refuseStranger(MessageHeader header) {
        var problem = Problem.of(
                ErrorCondition.UNKNOWN_KEY_IDENTIFIER,
                new Place("MSH", 1, 3),
                "This sender is not registered here as an active device");
        return Verdict.refused(
                "UNKNOWN_SENDER",
                acknowledgements.refuse(header, AcknowledgementMode.AS_SENT, List.of(problem.rejected())));
    }

    private static Bytes bytes(ReceivedBytes received) {
        return new Bytes(received.content());
    }

    private Verdict refuseUnreadable(ReceivedBytes received) {
        var problem = Problem.of(
                ErrorCondition.SEGMENT_SEQUENCE_ERROR, Place.of("MSH"), "The message does not begin with MSH");
        return Verdict.refused(problem.condition().name(), acknowledgements.refuse(received.content(), problem));
    }
}

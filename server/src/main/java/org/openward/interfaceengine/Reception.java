package org.openward.interfaceengine;

import java.util.List;
import java.util.Optional;
import org.openward.hl7v2.AcknowledgementMode;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.mllp.CommitBlock;
import org.openward.hl7v2.mllp.InboundMessages;
import org.openward.hl7v2.mllp.ReceivedBytes;
import org.openward.interfaceengine.Analyzer.Standing;
import org.openward.interfaceengine.Arrival.Verdict;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.openward.interfaceengine.outbound.WorkQueries;
import org.openward.interfaceengine.ports.DeviceLines;
import org.openward.interfaceengine.replies.LateReplies;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/** Takes every message in: recognises its sender, stores it, and only then acknowledges it. */
@Component
class Reception implements InboundMessages {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final FeedIntake feed;
    private final Answers answers;
    private final LateReplies replies;
    private final DeviceLines lines;

    Reception(FeedIntake feed, Answers answers, LateReplies replies, DeviceLines lines) {
        this.lines = lines;
        this.feed = feed;
        this.answers = answers;
        this.replies = replies;
    }

    @Override
    public byte[] receive(ReceivedBytes received) {
        var arrival = judge(received);
        var receipt = keep(arrival);
        if (receipt.isEmpty()) {
            return CommitBlock.notKept();
        }
        promise(arrival, receipt.get(), received);
        return receipt.get().acknowledgement().content();
    }

    /** A sender with commit blocks has a word of its own for what could not be kept; the others get a negative answer. */
    private Optional<Receipt> keep(Arrival arrival) {
        try {
            return Optional.of(feed.keep(arrival));
        } catch (MessageNotStored failure) {
            if (CommitBlock.leads(arrival.verdict().acknowledgement().content())) {
                LOG.error(
                        "A message of {} could not be stored ({}).",
                        arrival.lane(),
                        NestedExceptionUtils.getMostSpecificCause(failure)
                                .getClass()
                                .getName());
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** What becomes of the message is told later, if its sender asks for that. */
    private void promise(Arrival arrival, Receipt receipt, ReceivedBytes received) {
        if (arrival.verdict().decision() == Arrival.Decision.RECEIVED && receipt.kind() != Receipt.Kind.REFUSED) {
            var lane = new Lane(arrival.tenant(), arrival.lane());
            if (receipt.kind() == Receipt.Kind.DUPLICATE) {
                replies.heardAgain(lane, receipt.message(), received);
            } else {
                replies.heard(lane, received);
            }
        }
    }

    private Arrival judge(ReceivedBytes received) {
        var header = MessageHeader.read(received.content());
        var sender = Sender.of(received.connection(), header);
        var analyzer = feed.recognise(sender);
        if (analyzer.isEmpty() || analyzer.get().standing() == Standing.INACTIVE) {
            var tenant = analyzer.map(Analyzer::tenant).orElse(TenantId.DEFAULT);
            var device = analyzer.map(Analyzer::device).orElse(null);
            var verdict = header.map(this::refuseStranger).orElseGet(() -> refuseUnreadable(received));
            return new Arrival(
                    tenant,
                    Arrival.NOBODYS,
                    device,
                    bytes(received),
                    received.receivedAt(),
                    sender,
                    Envelope.of(header),
                    "",
                    verdict);
        }
        lines.heard(analyzer.get().laneHere(), received.connection());
        return judge(received, header, sender, analyzer.get());
    }

    private Arrival judge(ReceivedBytes received, Optional<MessageHeader> header, Sender sender, Analyzer analyzer) {
        var transmission = analyzer.dialect().transmission();
        var answering = analyzer.dialect().answering();
        Verdict verdict;
        var decoding = "";
        try {
            var message = Hl7Message.parse(received.content(), transmission);
            decoding = message.decoding().charset() + " " + message.decoding().rule();
            verdict = answers.toQuery(message, analyzer, sender)
                    .map(Reception::judge)
                    .orElseGet(() -> judge(message, analyzer, transmission.acknowledgement()));
            if (verdict.decision() == Arrival.Decision.RECEIVED
                    && analyzer.dialect().usesIdsOnce()) {
                verdict = verdict.unlessIdIsTaken(refuseRepeated(message.header(), transmission.acknowledgement()));
            }
        } catch (MalformedMessage malformed) {
            verdict = Verdict.refused(
                    malformed.problem().condition().name(),
                    answers.acknowledgements().refuse(received.content(), malformed.problem()));
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
                verdict.answered(answering::framed));
    }

    private static Verdict judge(WorkQueries.Acknowledged query) {
        var answer = query.answer().content();
        return query.isUnderstood() ? Verdict.accepted(answer) : Verdict.refused("UNCLEAR_QUERY", answer);
    }

    private Verdict judge(Hl7Message message, Analyzer analyzer, AcknowledgementMode mode) {
        var problems = analyzer.intake().problems(message);
        return problems.isEmpty()
                ? Verdict.accepted(answers.acknowledgements().accept(message, mode))
                : Verdict.refused(
                        problems.get(0).condition().name(),
                        answers.acknowledgements().refuse(message.header(), mode, problems));
    }

    /** The sender may send it again under another id, so it is an error and no rejection. */
    private Verdict refuseRepeated(MessageHeader header, AcknowledgementMode mode) {
        var problem = new Problem(
                ErrorCondition.DUPLICATE_KEY_IDENTIFIER,
                header.segment().place(10),
                "This sender has used the message control id for another message",
                Problem.Severity.ERROR);
        return Verdict.refused(
                problem.condition().name(), answers.acknowledgements().refuse(header, mode, List.of(problem)));
    }

    private Verdict refuseStranger(MessageHeader header) {
        var problem = Problem.of(
                ErrorCondition.UNKNOWN_KEY_IDENTIFIER,
                new Place("MSH", 1, 3),
                "This sender is not registered here as an active device");
        return Verdict.refused(
                "UNKNOWN_SENDER",
                answers.acknowledgements().refuse(header, AcknowledgementMode.AS_SENT, List.of(problem.rejected())));
    }

    private static Bytes bytes(ReceivedBytes received) {
        return new Bytes(received.content());
    }

    private Verdict refuseUnreadable(ReceivedBytes received) {
        var problem = Problem.of(
                ErrorCondition.SEGMENT_SEQUENCE_ERROR, Place.of("MSH"), "The message does not begin with MSH");
        return Verdict.refused(
                problem.condition().name(), answers.acknowledgements().refuse(received.content(), problem));
    }
}

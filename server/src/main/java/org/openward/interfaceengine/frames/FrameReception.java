package org.openward.interfaceengine.frames;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openward.hl7v2.Acknowledgement;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.batch.Batch;
import org.openward.hl7v2.batch.BatchAcknowledgements;
import org.openward.hl7v2.batch.BatchFile;
import org.openward.hl7v2.mllp.AnswerFrames;
import org.openward.hl7v2.mllp.CommitBlock;
import org.openward.hl7v2.mllp.InboundMessages;
import org.openward.hl7v2.mllp.ReceivedBytes;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Opens every frame. The messages of a batch are taken in one after the other as if each had come alone, and are on disk
 * before the batch is answered; those of a batch that is not whole are not used at all.
 */
@Component
public class FrameReception implements InboundMessages {
    private static final byte[] NO_ANSWER = {};

    private final InboundMessages messages;
    private final BatchLedger ledger;
    private final Acknowledgements refusals;
    private final BatchAcknowledgements answers;

    FrameReception(
            @Qualifier("reception") InboundMessages messages,
            BatchLedger ledger,
            Acknowledgements refusals,
            BatchAcknowledgements answers) {
        this.messages = messages;
        this.ledger = ledger;
        this.refusals = refusals;
        this.answers = answers;
    }

    @Override
    public byte[] receive(ReceivedBytes received) {
        var header = MessageHeader.read(received.content());
        if (header.isPresent()) {
            // Answering an answer would never end.
            return header.get().type().equals("ACK") ? NO_ANSWER : messages.receive(received);
        }
        if (CommitBlock.is(received.content())) {
            return NO_ANSWER;
        }
        return BatchFile.read(received.content())
                .map(file -> receive(file, received))
                .orElseGet(() -> messages.receive(received));
    }

    private byte[] receive(BatchFile file, ReceivedBytes received) {
        var entry = ledger.entry(file, received);
        var known = ledger.answer(entry);
        if (known.isPresent()) {
            return known.get().content();
        }
        List<List<byte[]>> given = new ArrayList<>();
        for (var batch : file.batches()) {
            given.add(answers(file, batch, received));
        }
        if (given.stream().flatMap(List::stream).anyMatch(CommitBlock::refuses)) {
            return CommitBlock.notKept();
        }
        var plain = given.stream()
                .map(batch -> batch.stream()
                        .map(CommitBlock::without)
                        .map(AnswerFrames::first)
                        .toList())
                .toList();
        var answer = answers.answer(file, plain);
        var framed = new Answer(entry.inCommitBlocks() ? CommitBlock.before(answer) : answer);
        // What was refused is judged anew when the batch comes again.
        return isSettled(file, plain) ? ledger.enter(entry, framed).content() : framed.content();
    }

    private static boolean isSettled(BatchFile file, List<List<byte[]>> answers) {
        return !file.isWhole() || answers.stream().flatMap(List::stream).allMatch(FrameReception::isAccepted);
    }

    private static boolean isAccepted(byte[] answer) {
        try {
            return answer.length == 0 || Acknowledgement.parse(answer).isAccepted();
        } catch (MalformedMessage unreadable) {
            return false;
        }
    }

    private List<byte[]> answers(BatchFile file, Batch batch, ReceivedBytes received) {
        return Stream.of(file.problems(), batch.problems())
                .flatMap(List::stream)
                .findFirst()
                .map(problem -> refused(batch, problem))
                .orElseGet(() -> batch.messages().stream()
                        .map(message -> messages.receive(received.part(message)))
                        .toList());
    }

    private List<byte[]> refused(Batch batch, Problem problem) {
        return batch.messages().stream()
                .map(message -> refusals.refuse(message, problem))
                .toList();
    }
}

package org.openward.interfaceengine.astm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.astm.HostQuery;
import org.openward.astm.MessageCutter;
import org.openward.astm.MessageCutter.Completeness;
import org.openward.astm.MessageCutter.Cut;
import org.openward.astm.link.Frame;
import org.openward.astm.link.LinkEvent.Cause;
import org.openward.astm.tcp.Conversation;
import org.openward.astm.tcp.FrameNotKept;
import org.openward.hl7v2.MessageKind;
import org.openward.hl7v2.mllp.ReceivedBytes.Connection;
import org.openward.interfaceengine.Analyzer;
import org.openward.interfaceengine.Analyzer.Standing;
import org.openward.interfaceengine.Arrival;
import org.openward.interfaceengine.Envelope;
import org.openward.interfaceengine.Sender;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One analyzer's line. The frame that ends a message is acknowledged when the whole message is in the feed, every other frame
 * when it is kept as a part of one.
 */
final class AstmLine implements Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(AstmLine.class);

    private final AstmLines port;
    private final Connection line;
    private final MessageCutter cutter = new MessageCutter();
    private @Nullable Begun begun;
    private boolean strangerNoted;

    AstmLine(AstmLines port, Connection line) {
        this.port = port;
        this.line = line;
    }

    /** Who sends the message that is not yet whole, and what is kept of it. */
    private record Begun(Analyzer analyzer, Unfinished message) {}

    @Override
    public List<Reply> keep(Frame frame) throws FrameNotKept {
        var now = port.clock().instant();
        var current = begun;
        if (current == null) {
            current = begin(frame, now);
        }
        var cuts = cutter.take(frame);
        try {
            begun = store(current, cuts, now);
            cutter.settle();
        } catch (RuntimeException | Error failure) {
            cutter.undo();
            throw failure;
        }
        return answers(current.analyzer, cuts);
    }

    /** Each message is by whom its header says, when several analyzers share a line. */
    private Begun begin(Frame frame, Instant now) throws FrameNotKept {
        var sender = sender(frame.text());
        var analyzer = port.feed().recognise(sender);
        if (analyzer.isEmpty() || analyzer.get().standing() == Standing.INACTIVE) {
            noteStranger(frame, sender, analyzer.orElse(null), now);
            throw new FrameNotKept("its sender is not registered here as an active device");
        }
        if (!analyzer.get().intake().kinds().contains(MessageKind.RESULTS)) {
            noteStranger(frame, sender, analyzer.get(), now);
            throw new FrameNotKept("its description does not say that it sends results");
        }
        port.lines().heard(analyzer.get().laneHere(), line);
        return new Begun(analyzer.get(), Unfinished.by(analyzer.get(), sender, now));
    }

    private Sender sender(String text) {
        return Sender.of(line, Envelope.ofAstm(Fragments.header(text)).application());
    }

    /** Once for each line: who is refused tries again and again. */
    private void noteStranger(Frame frame, Sender sender, @Nullable Analyzer known, Instant now) {
        if (strangerNoted) {
            return;
        }
        var tenant = known == null ? TenantId.DEFAULT : known.tenant();
        var device = known == null ? null : known.device();
        var message = new Unfinished(UUID.randomUUID(), Arrival.NOBODYS, device, sender, now, 0);
        port.feed().keep(Fragments.refused(tenant, message, frame.text()));
        strangerNoted = true;
    }

    private @Nullable Begun store(Begun current, List<Cut> cuts, Instant now) {
        var analyzer = current.analyzer;
        var arrivals = cuts.stream()
                .map(cut -> Fragments.taken(analyzer.tenant(), current.message, sender(cut.text()), cut.text(), now))
                .toList();
        var added = cutter.added();
        var rest = cuts.isEmpty() ? current.message : Unfinished.by(analyzer, sender(cutter.unfinished()), now);
        if (!cuts.isEmpty() || !added.isBlank()) {
            port.feed().keep(caller(analyzer), () -> {
                if (!cuts.isEmpty()) {
                    forgetParts(current.message, cuts, now);
                }
                if (!added.isBlank()) {
                    port.parts().keep(rest, added, now);
                }
                return arrivals;
            });
        }
        if (!cuts.isEmpty() && added.isBlank()) {
            return null;
        }
        return new Begun(analyzer, added.isBlank() ? rest : rest.withAnotherPart());
    }

    /** Of the messages that are whole now, and of those that broke off and came again in these. */
    private void forgetParts(Unfinished message, List<Cut> cuts, Instant now) {
        if (message.parts() > 0) {
            port.parts().forget(message.id());
        }
        for (var left : port.parts().leftOn(message.lane(), now.minus(port.silence()), now)) {
            var again = cuts.stream()
                    .filter(cut -> cut.completeness() == Completeness.WHOLE)
                    .anyMatch(cut -> Fragments.isContained(left.text(), cut.text()));
            if (again) {
                port.parts().forget(left.message().id());
            }
        }
    }

    private List<Reply> answers(Analyzer analyzer, List<Cut> cuts) {
        var answers = new ArrayList<Reply>();
        for (var cut : cuts) {
            if (cut.completeness() == Completeness.WHOLE) {
                Fragments.message(cut.text())
                        .flatMap(message ->
                                HostQuery.of(message, analyzer.dialect().astm()))
                        .ifPresent(query -> answer(analyzer, query, cut, answers));
            }
        }
        return answers;
    }

    /** The question is kept whatever happens; an analyzer without an answer asks again. */
    private void answer(Analyzer analyzer, HostQuery query, Cut asked, List<Reply> answers) {
        try {
            var name = sender(asked.text()).application();
            port.worklists().answer(analyzer, query, name, caller(analyzer)).ifPresent(answers::add);
        } catch (RuntimeException failure) {
            LOG.error(
                    "The question of {} could not be answered ({}).",
                    analyzer.lane(),
                    failure.getClass().getName());
        }
    }

    @Override
    public void ended() {
        breakOff();
    }

    @Override
    public void broken(Cause cause) {
        breakOff();
    }

    private void breakOff() {
        var left = begun;
        begun = null;
        cutter.drop();
        if (left != null && left.message.parts() > 0) {
            var message = left.message.id();
            port.feed().keep(caller(left.analyzer), () -> {
                port.parts().broken(message);
                return List.of();
            });
        }
    }

    @Override
    public void undelivered(Cause cause) {
        LOG.warn("An answer to {} was not taken: {}.", line.remote(), cause);
    }

    private Caller caller(Analyzer analyzer) {
        return new Caller(
                analyzer.tenant(),
                Caller.Kind.DEVICE,
                analyzer.subject(),
                UUID.randomUUID().toString(),
                line.remote().getAddress().getHostAddress());
    }
}

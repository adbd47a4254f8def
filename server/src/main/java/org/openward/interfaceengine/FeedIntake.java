package org.openward.interfaceengine;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.openward.interfaceengine.families.Families;
import org.openward.interfaceengine.strangers.Evidence;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The way into the feed, whatever an analyzer speaks: who sends is recognised, and what came is kept and waits to be filed. */
@Component
public class FeedIntake {
    private static final Logger LOG = LoggerFactory.getLogger(FeedIntake.class);

    private final Analyzers analyzers;
    private final Families families;
    private final GroupCommit store;
    private final Lanes lanes;
    private final FeedMetrics metrics;
    private final Evidence evidence;

    FeedIntake(
            Analyzers analyzers,
            Families families,
            GroupCommit store,
            Lanes lanes,
            FeedMetrics metrics,
            Evidence evidence) {
        this.analyzers = analyzers;
        this.families = families;
        this.store = store;
        this.lanes = lanes;
        this.metrics = metrics;
        this.evidence = evidence;
    }

    /** The one analyzer that the sender can be, with everything that its family's description adds. */
    public Optional<Analyzer> recognise(Sender sender) {
        return analyzers.recognise(sender).map(this::described);
    }

    private Analyzer described(Analyzer analyzer) {
        var family = analyzer.dialect().family();
        if (family == null) {
            return analyzer;
        }
        var server = Caller.server(analyzer.tenant(), UUID.randomUUID().toString());
        return Acting.as(server, () -> families.find(family))
                .map(analyzer::inheriting)
                .orElse(analyzer);
    }

    /** Comes back when the message is on disk, unless it is a stranger's of whom enough was kept today. */
    public Receipt keep(Arrival arrival) {
        var receipt = isKept(arrival)
                ? store.keep(arrival)
                : new Receipt(0, Receipt.Kind.UNKEPT, arrival.verdict().acknowledgement());
        announce(arrival, receipt);
        return receipt;
    }

    private boolean isKept(Arrival arrival) {
        return !arrival.lane().equals(Arrival.NOBODYS)
                || evidence.takes(arrival.sender().origin(), arrival.raw().content().length);
    }

    /**
     * Comes back when everything that is written, and the messages that it gives, are on disk: all or nothing.
     *
     * @param writing may be asked twice, when first it could not be kept
     */
    public void keep(Caller caller, Supplier<List<Arrival>> writing) {
        store.keep(caller, () -> writing.get().stream()
                        .map(arrival -> new Kept(arrival, store.record(arrival)))
                        .toList())
                .forEach(kept -> announce(kept.arrival, kept.receipt));
    }

    private record Kept(Arrival arrival, Receipt receipt) {}

    private void announce(Arrival arrival, Receipt receipt) {
        if (receipt.kind() == Receipt.Kind.REUSED_CONTROL_ID) {
            LOG.warn("Message {} of {} reuses a control id with other content.", receipt.message(), arrival.lane());
        }
        var isTaken = arrival.verdict().decision() == Arrival.Decision.RECEIVED;
        if (isTaken && receipt.kind() == Receipt.Kind.REFUSED) {
            LOG.warn("Message {} of {} is refused: its control id means another.", receipt.message(), arrival.lane());
        } else if (isTaken && receipt.kind() != Receipt.Kind.DUPLICATE) {
            var lane = new Lane(arrival.tenant(), arrival.lane());
            lanes.wake(lane);
            lanes.hold(lane, arrival.receivedAt());
        }
        metrics.acknowledged(arrival, receipt);
    }
}

package org.openward.interfaceengine.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.outbound.Destinations.Claimed;
import org.openward.interfaceengine.outbound.DispatchBook.Leave;
import org.openward.interfaceengine.outbound.Telephone.Call;
import org.openward.security.StandingRights;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends a destination what waits for it, in its order, one message after the other has its answer. Nothing is held in the
 * database while the receiver takes its time; who dies meanwhile leaves a lease behind that ends, and the message is sent
 * again in the same bytes.
 */
@Component
class Delivering {
    private static final Logger LOG = LoggerFactory.getLogger(Delivering.class);
    private static final int TURN = 50;
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final DispatchBook book;
    private final Telephone telephone;
    private final StandingRights rights;
    private final DestinationDesk desk;
    private final OutboundMetrics metrics;
    private final DestinationSettings settings;

    Delivering(
            DispatchBook book,
            Telephone telephone,
            StandingRights rights,
            DestinationDesk desk,
            OutboundMetrics metrics,
            DestinationSettings settings) {
        this.book = book;
        this.telephone = telephone;
        this.rights = rights;
        this.desk = desk;
        this.metrics = metrics;
        this.settings = settings;
    }

    /** Sends some messages to the destination; whether there may be more to send at once. */
    boolean takeTurn(DestinationKey destination) {
        var server = Caller.server(destination.tenant(), UUID.randomUUID().toString());
        return Acting.as(server, () -> {
            var claimed = book.claim(destination.id(), span());
            return claimed.isPresent() && deliver(claimed.get());
        });
    }

    private boolean deliver(Claimed claimed) {
        if (!rights.stillStand(claimed.destination().terms().grant(), Acting.tenant())) {
            desk.stop(claimed.id());
            return false;
        }
        var next = book.next(claimed);
        Call call = null;
        try {
            for (int sent = 0; sent < TURN && next.isPresent(); sent++) {
                if (call == null) {
                    call = telephone.call(claimed.destination().terms().receiver());
                }
                if (!send(call, claimed, next.get())) {
                    book.release(claimed);
                    return true;
                }
                next = book.next(claimed);
            }
        } catch (IOException silence) {
            postpone(claimed, next, silence);
            return false;
        } finally {
            hangUp(call);
        }
        book.release(claimed);
        return next.isPresent();
    }

    /** Whether the worker still has the destination for itself, on the terms on which it took it. */
    private boolean send(Call call, Claimed claimed, OutboundMessage message) throws IOException {
        var raw = message.raw();
        if (raw == null) {
            throw new IllegalStateException("A message that waits has bytes.");
        }
        var leave = book.leave(claimed, message, span());
        if (leave != Leave.GIVEN) {
            if (leave == Leave.WITHHELD) {
                metrics.dead(claimed.id());
            }
            return leave == Leave.WITHHELD;
        }
        var answer = call.ask(raw.content());
        var reply = Reply.of(message.type(), answer.acknowledgement(), answer.raw());
        if (!book.answered(claimed, message, reply, answer.raw(), span())) {
            return false;
        }
        if (reply.verdict() == Reply.Verdict.TAKEN) {
            metrics.sent(claimed.id());
        } else {
            metrics.dead(claimed.id());
        }
        return true;
    }

    private void postpone(Claimed claimed, Optional<OutboundMessage> unanswered, IOException silence) {
        var wait = settings.retries().waitAfter(claimed.attempts() + 1);
        metrics.retried(claimed.id());
        // Only the kind of failure: what a receiver answers may quote the message, and a log holds no patient data.
        LOG.info(
                "Endpoint/{} did not acknowledge ({}); it is tried again in {} s.",
                claimed.id(),
                silence.getClass().getSimpleName(),
                wait.toSeconds());
        unanswered.ifPresent(message ->
                book.failed(claimed, message, wait, silence.getClass().getSimpleName()));
    }

    private static void hangUp(@Nullable Call call) {
        if (call != null) {
            call.close();
        }
    }

    /** Longer than any receiver is waited for, so that no other worker begins meanwhile. */
    private Duration span() {
        return settings.answerTime().multipliedBy(2).plus(MARGIN);
    }
}

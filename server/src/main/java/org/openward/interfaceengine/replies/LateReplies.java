package org.openward.interfaceengine.replies;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.AcknowledgementMode;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.OrderFate;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.mllp.Line;
import org.openward.hl7v2.mllp.ReceivedBytes;
import org.openward.interfaceengine.Analyzer;
import org.openward.interfaceengine.Analyzers;
import org.openward.interfaceengine.FeedMessage;
import org.openward.interfaceengine.Lane;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Tells a sender that asked for it what became of a message that it was told before is kept. The reply is owed in the
 * transaction that deals with the message, and leaves over the connection on which its sender was heard last, on whichever
 * server that is; without one it waits for the sender's next message. It is sent at least once.
 */
@Component
public class LateReplies {
    private static final int PATIENCE_SECONDS = 5;

    /** Longer than any sender is waited for. */
    private static final int LEASE_SECONDS = 3 * PATIENCE_SECONDS;

    private final Analyzers analyzers;
    private final Acknowledgements acknowledgements;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final Postman postman = new Postman();
    private final ConcurrentMap<Lane, Line> lines = new ConcurrentHashMap<>();

    LateReplies(
            Analyzers analyzers,
            Acknowledgements acknowledgements,
            JdbcClient jdbc,
            TransactionOperations transactions,
            Clock clock) {
        this.analyzers = analyzers;
        this.acknowledgements = acknowledgements;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** A sender was heard that waits for such replies: what is owed to it goes out over this connection. */
    public void heard(Lane lane, ReceivedBytes received) {
        if (asks(received.content())) {
            lines.put(lane, received.line());
            postman.carry(() -> deliver(lane));
        }
    }

    /** A message came again, so its sender may have missed the reply. */
    public void heardAgain(Lane lane, long message, ReceivedBytes received) {
        if (asks(received.content())) {
            Acting.as(
                    server(lane),
                    () -> transactions.executeWithoutResult(status -> jdbc.sql(
                                    """
                                    update openward.feed_reply set sent_at = null
                                    where tenant_id = :tenant and message_id = :message""")
                            .param("tenant", lane.tenant().value())
                            .param("message", message)
                            .update()));
            heard(lane, received);
        }
    }

    /** A message was dealt with, in the open transaction: its sender is told once, if it wants to hear of it. */
    public void owe(FeedMessage message, Lane lane, List<Problem> problems, OrderFate orders) {
        var raw = message.raw().content();
        if (!asks(raw)) {
            return;
        }
        var reply = reply(raw, mode(message.device()), problems, orders);
        if (reply.length > 0 && insert(message.id(), lane, reply) == 1) {
            postman.carryAfterCommit(() -> deliver(lane));
        }
    }

    private byte[] reply(byte[] raw, AcknowledgementMode mode, List<Problem> problems, OrderFate orders) {
        try {
            return acknowledgements.later(Hl7Message.parse(raw), mode, problems, orders);
        } catch (MalformedMessage unread) {
            return acknowledgements.later(MessageHeader.read(raw).orElseThrow(), mode, problems);
        }
    }

    /** Finds what another server dealt with while the sender speaks to this one. */
    @Scheduled(fixedDelayString = "PT2S", initialDelayString = "PT10S")
    void look() {
        lines.values().removeIf(line -> !line.isOpen());
        lines.keySet().stream()
                .collect(Collectors.groupingBy(Lane::tenant))
                .forEach((tenant, lanes) -> postman.carry(() -> deliver(tenant, lanes)));
    }

    private void deliver(TenantId tenant, List<Lane> lanes) {
        var owed = Acting.as(Caller.server(tenant, UUID.randomUUID().toString()), () -> jdbc.sql(
                        "select distinct lane from openward.feed_reply where tenant_id = :tenant and sent_at is null")
                .param("tenant", tenant.value())
                .query(String.class)
                .set());
        lanes.stream().filter(lane -> owed.contains(lane.name())).forEach(this::deliver);
    }

    private static boolean asks(byte[] raw) {
        return MessageHeader.read(raw)
                .filter(header -> Acknowledgements.isAskedForLater(header, AcknowledgementMode.AS_SENT))
                .isPresent();
    }

    private AcknowledgementMode mode(@Nullable String device) {
        return device == null
                ? AcknowledgementMode.AS_SENT
                : analyzers.find(device).map(Analyzer::acknowledgement).orElse(AcknowledgementMode.AS_SENT);
    }

    private int insert(long message, Lane lane, byte[] reply) {
        return jdbc.sql(
                        """
                        insert into openward.feed_reply (message_id, tenant_id, lane, content, owed_since)
                        values (:message, :tenant, :lane, :content, :now)
                        on conflict (message_id) do nothing""")
                .param("message", message)
                .param("tenant", lane.tenant().value())
                .param("lane", lane.name())
                .param("content", reply)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private void deliver(Lane lane) {
        var line = lines.get(lane);
        if (line != null) {
            Acting.as(server(lane), () -> sendAll(lane, line));
        }
    }

    /** Nothing is held in the database while a sender takes its time, which may be long. */
    private void sendAll(Lane lane, Line line) {
        var owed = take(lane);
        while (owed.isPresent()) {
            var isSent = isSent(line, owed.get());
            note(lane, owed.get(), isSent);
            if (!isSent) {
                lines.remove(lane, line);
                return;
            }
            owed = take(lane);
        }
    }

    /** The oldest that is owed, for this server alone until the lease ends; nothing while another server has it in hand. */
    private Optional<Owed> take(Lane lane) {
        var taken = transactions.execute(status -> jdbc.sql(
                        """
                        update openward.feed_reply reply set leased_until = clock_timestamp() + :span * interval '1 s'
                        from (select message_id, leased_until from openward.feed_reply
                              where tenant_id = :tenant and lane = :lane and sent_at is null
                              order by message_id limit 1 for update) oldest
                        where reply.message_id = oldest.message_id
                          and (oldest.leased_until is null or oldest.leased_until < clock_timestamp())
                        returning reply.message_id, reply.content""")
                .param("span", LEASE_SECONDS)
                .param("tenant", lane.tenant().value())
                .param("lane", lane.name())
                .query((row, number) -> new Owed(row.getLong("message_id"), row.getBytes("content")))
                .optional());
        return taken == null ? Optional.empty() : taken;
    }

    private void note(Lane lane, Owed owed, boolean isSent) {
        transactions.executeWithoutResult(status -> jdbc.sql(
                        """
                        update openward.feed_reply
                        set leased_until = null, sent_at = case when :sent then :now else sent_at end
                        where tenant_id = :tenant and message_id = :message""")
                .param("sent", isSent)
                .param("now", Timestamp.from(clock.instant()))
                .param("tenant", lane.tenant().value())
                .param("message", owed.message)
                .update());
    }

    private static boolean isSent(Line line, Owed owed) {
        try {
            return line.send(owed.content).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException unsent) {
            return false;
        }
    }

    private static Caller server(Lane lane) {
        return Caller.server(lane.tenant(), UUID.randomUUID().toString());
    }

    private static final class Owed {
        private final long message;
        private final byte[] content;

        Owed(long message, byte[] content) {
            this.message = message;
            this.content = content;
        }
    }
}

package org.openward.astm.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openward.astm.link.AstmLink;
import org.openward.astm.link.Frame;
import org.openward.astm.link.LinkEvent;
import org.openward.astm.link.LinkSettings;
import org.openward.astm.tcp.Conversation.Reply;
import org.openward.hl7v2.mllp.FrameMemory;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.ReceivedBytes;
import org.openward.hl7v2.mllp.TcpListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line: hands what comes to the state of the line, carries out what that asks for, and reads no further while a frame is
 * being kept or its sender does not take its answers.
 *
 * <p>All state belongs to the event loop of the channel; only the conversation is held on worker threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends the channel, which is all there is to do
final class AstmConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AstmConnection.class);

    /** So much is no noise on the line any more. */
    private static final int TEXT = 20;

    private final ListenerSettings settings;
    private final Backstage backstage;
    private final AstmLink link;
    private final Turns turns;
    private final FrameMemory.Share memory;
    private long kept;
    private long uncalled;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Frame waiting;
    private @Nullable Conversation conversation;
    private @Nullable ScheduledFuture<?> linkAlarm;
    private @Nullable ScheduledFuture<?> idleAlarm;
    private boolean inputEnded;
    private boolean draining;
    private boolean closed;

    AstmConnection(ListenerSettings settings, LinkSettings line, Backstage backstage) {
        this.settings = settings;
        this.backstage = backstage;
        this.link = new AstmLink(line);
        this.turns = new Turns(backstage.workers());
        this.memory = settings.memory().share(this::memoryIsFree);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        watchIdle(context);
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!closed) {
                watchIdle(context);
                act(context, link.receive(ByteBufUtil.getBytes(bytes), now()));
                noteUncalled(context);
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
        proceed(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        proceed(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            proceed(context);
        } else if (event == TcpListener.DRAIN) {
            draining = true;
            link.pause();
            proceed(context);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private void noteUncalled(ChannelHandlerContext context) {
        long all = link.uncalled();
        if (all > uncalled) {
            backstage.traffic().ignored(all - uncalled);
            if (uncalled < TEXT && all >= TEXT) {
                LOG.warn(
                        "Listener {}: {} sends text without the calls and frames of LIS01-A, which is not heard",
                        settings.name(),
                        remote(context));
            }
            uncalled = all;
        }
    }

    private void proceed(ChannelHandlerContext context) {
        if (turns.areTaken() || waiting != null || closed) {
            return;
        }
        if (inputEnded || (draining && link.isNeutral())) {
            context.close();
        } else if (context.channel().isWritable()) {
            context.read();
        }
    }

    private void act(ChannelHandlerContext context, List<LinkEvent> events) {
        for (LinkEvent each : events) {
            if (each instanceof LinkEvent.Send send) {
                context.write(Unpooled.wrappedBuffer(send.bytes()));
            } else if (each instanceof LinkEvent.Arrived arrived) {
                keep(context, arrived.frame());
            } else {
                converse(context, each);
            }
        }
        watchLink(context);
    }

    /** A frame for whose transmission there is no memory now waits for its acknowledgement. */
    private void keep(ChannelHandlerContext context, Frame frame) {
        if (!memory.covers(kept + frame.text().length())) {
            waiting = frame;
            return;
        }
        backstage.traffic().received();
        Conversation talk = conversation(context);
        turns.take(() -> {
            List<Reply> replies = kept(context, talk, frame);
            context.executor().execute(() -> answer(context, frame, replies));
        });
    }

    /** Told on the thread of another line whose transmission has ended. */
    private void memoryIsFree() {
        ChannelHandlerContext own = context;
        if (own == null) {
            return;
        }
        try {
            own.executor().execute(() -> keepWaiting(own));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("Listener {}: stopped while {} waited for memory", settings.name(), remote(own));
        }
    }

    private void keepWaiting(ChannelHandlerContext context) {
        Frame next = waiting;
        if (next != null) {
            waiting = null;
            keep(context, next);
        }
    }

    /** What is to be sent behind the acknowledgement, or null when the frame is to be refused. */
    private @Nullable List<Reply> kept(ChannelHandlerContext context, Conversation talk, Frame frame) {
        try {
            return talk.keep(frame);
        } catch (FrameNotKept refused) {
            LOG.warn(
                    "Listener {}: a frame from {} is refused: {}",
                    settings.name(),
                    remote(context),
                    refused.getMessage());
        } catch (RuntimeException | Error failure) {
            backstage.traffic().failed();
            // Only the kind of failure: its text may quote the message, and a log holds no patient data.
            LOG.error(
                    "Listener {}: a frame from {} could not be kept ({})",
                    settings.name(),
                    remote(context),
                    failure.getClass().getName());
        }
        return null;
    }

    private void answer(ChannelHandlerContext context, Frame frame, @Nullable List<Reply> replies) {
        turns.done();
        if (!closed) {
            kept += replies == null ? 0 : frame.text().length();
            act(context, replies == null ? link.notStored(now()) : link.stored(now()));
            if (replies != null) {
                replies.forEach(reply -> send(context, reply));
            }
            context.flush();
        }
        proceed(context);
    }

    private void send(ChannelHandlerContext context, Reply reply) {
        try {
            act(context, link.send(bytes(reply), reply.packing(), now()));
        } catch (IllegalArgumentException unsendable) {
            // Such as one in a character set whose bytes mean something else on the line.
            LOG.error("Listener {}: an answer to {} cannot be sent", settings.name(), remote(context));
        }
    }

    private void converse(ChannelHandlerContext context, LinkEvent event) {
        if (event instanceof LinkEvent.Completed || event instanceof LinkEvent.Broken) {
            kept = 0;
            memory.release();
        }
        Conversation talk = conversation;
        if (talk == null) {
            // Nothing was kept, so there is nothing to tell.
            return;
        }
        turns.take(() -> {
            try {
                tell(talk, event);
            } catch (RuntimeException | Error failure) {
                LOG.error(
                        "Listener {}: what happened on the line from {} could not be noted ({})",
                        settings.name(),
                        remote(context),
                        failure.getClass().getName());
            }
            context.executor().execute(() -> {
                turns.done();
                proceed(context);
            });
        });
    }

    private static byte[] bytes(Reply reply) {
        return reply.text().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void tell(Conversation talk, LinkEvent event) {
        if (event instanceof LinkEvent.Completed) {
            talk.ended();
        } else if (event instanceof LinkEvent.Broken broken) {
            talk.broken(broken.cause());
        } else if (event instanceof LinkEvent.Undelivered undelivered) {
            talk.undelivered(undelivered.cause());
        }
    }

    /** Begins with the first frame, when also the client's certificate is known. */
    private Conversation conversation(ChannelHandlerContext context) {
        Conversation known = conversation;
        if (known == null) {
            known = backstage.owner().open(ReceivedBytes.Connection.of(settings.name(), context));
            conversation = known;
        }
        return known;
    }

    private void watchLink(ChannelHandlerContext context) {
        if (linkAlarm != null) {
            linkAlarm.cancel(false);
            linkAlarm = null;
        }
        link.alarm()
                .ifPresent(at -> linkAlarm = context.executor()
                        .schedule(
                                () -> elapse(context),
                                Math.max(1, Duration.between(now(), at).toMillis() + 1),
                                TimeUnit.MILLISECONDS));
    }

    private void elapse(ChannelHandlerContext context) {
        if (!closed) {
            act(context, link.elapse(now()));
            context.flush();
            proceed(context);
        }
    }

    private void watchIdle(ChannelHandlerContext context) {
        if (idleAlarm != null) {
            idleAlarm.cancel(false);
        }
        long patience = settings.limits().idleTime().toMillis();
        idleAlarm = context.executor().schedule(() -> cutOff(context), patience, TimeUnit.MILLISECONDS);
    }

    private void cutOff(ChannelHandlerContext context) {
        backstage.traffic().timedOut();
        LOG.info("Listener {}: {} was silent for long and is closed", settings.name(), remote(context));
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        cancel(linkAlarm);
        cancel(idleAlarm);
        link.close().stream()
                .filter(event -> !(event instanceof LinkEvent.Send))
                .forEach(event -> converse(context, event));
        waiting = null;
        memory.release();
    }

    private static void cancel(@Nullable ScheduledFuture<?> alarm) {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    private Instant now() {
        return backstage.clock().instant();
    }

    private static Object remote(ChannelHandlerContext context) {
        return context.channel().remoteAddress();
    }
}

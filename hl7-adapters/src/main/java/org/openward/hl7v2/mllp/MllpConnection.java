package org.openward.hl7v2.mllp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes a frame, waits for its answer, sends it, and only then looks at the next byte.
 *
 * <p>All state belongs to the event loop of the channel.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends the channel, which is all there is to do
final class MllpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(MllpConnection.class);
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final ListenerSettings settings;
    private final Intake intake;
    private final Traffic traffic;
    private final FrameMemory.Share memory;
    private final Frames frames;
    private final Besides besides = new Besides();
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;
    private Stage stage = Stage.READING;
    private boolean inputEnded;
    private boolean draining;
    private boolean framed;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> alarm;
    private boolean alarmIsForFrame;

    private enum Stage {
        READING,
        ANSWERING,
        CLOSING
    }

    MllpConnection(ListenerSettings settings, Intake intake, Traffic traffic) {
        this.settings = settings;
        this.intake = intake;
        this.traffic = traffic;
        this.memory = settings.memory().share(this::memoryIsFree);
        this.frames = new Frames(settings.limits().messageBytes(), traffic, memory);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        setAlarm(context, settings.limits().idleTime(), false);
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (stage == Stage.CLOSING) {
            bytes.release();
            return;
        }
        if (unread.isReadable()) {
            unread = Unpooled.wrappedBuffer(unread, bytes);
        } else {
            unread.release();
            unread = bytes;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        proceed(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            proceed(context);
        } else if (event == TcpListener.DRAIN) {
            draining = true;
            proceed(context);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** The way back to the sender for any thread: what is to be said besides waits until the message in hand is answered. */
    private final class OpenLine implements Line {
        private final ChannelHandlerContext context;

        OpenLine(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public boolean isOpen() {
            return context.channel().isActive();
        }

        @Override
        public CompletableFuture<Boolean> send(byte[] content) {
            Besides.Saying saying = new Besides.Saying(content);
            try {
                context.executor().execute(() -> say(saying));
            } catch (RejectedExecutionException stopped) {
                saying.sent().complete(false);
            }
            return saying.sent();
        }

        private void say(Besides.Saying saying) {
            if (stage == Stage.CLOSING || !isOpen()) {
                saying.sent().complete(false);
                return;
            }
            besides.add(saying);
            if (stage == Stage.READING) {
                besides.say(context);
            }
        }
    }

    private void proceed(ChannelHandlerContext context) {
        if (stage == Stage.CLOSING && inputEnded) {
            context.close();
        } else if (stage == Stage.CLOSING) {
            context.read();
        } else if (stage == Stage.READING) {
            Optional<Frames.Frame> frame = draining ? Optional.empty() : nextFrame();
            if (frame.isPresent()) {
                take(context, frame.get());
            } else if (draining || (inputEnded && !frames.isWaiting())) {
                finish(context);
            } else {
                watch(context);
                if (!frames.isWaiting()) {
                    context.read();
                }
            }
        }
    }

    /** Told on the thread of another connection that has finished its message. */
    private void memoryIsFree() {
        ChannelHandlerContext own = context;
        if (own == null) {
            return;
        }
        try {
            own.executor().execute(() -> {
                if (frames.isWaiting()) {
                    proceed(own);
                }
            });
        } catch (RejectedExecutionException stopped) {
            LOG.debug("Listener {}: stopped while {} waited for memory", settings.name(), remote(own));
        }
    }

    private Optional<Frames.Frame> nextFrame() {
        Optional<Frames.Frame> frame = frames.next(unread);
        if (!unread.isReadable()) {
            unread.release();
            unread = Unpooled.EMPTY_BUFFER;
        }
        return frame;
    }

    private void take(ChannelHandlerContext context, Frames.Frame frame) {
        stage = Stage.ANSWERING;
        framed = true;
        clearAlarm();
        if (frame.isOversize()) {
            traffic.tooLong();
            answer(
                    context,
                    intake.refuseOversize(frame.content(), settings.limits().messageBytes()));
        } else {
            traffic.received();
            ReceivedBytes received = intake.received(
                    frame.content(), ReceivedBytes.Connection.of(settings.name(), context), new OpenLine(context));
            intake.take(received, traffic, answer -> context.executor().execute(() -> answer(context, answer)));
        }
    }

    private void answer(ChannelHandlerContext context, byte[] answer) {
        memory.release();
        // A sender that never reads its answers must not hold the connection either.
        setAlarm(context, settings.limits().frameTime(), true);
        context.writeAndFlush(Frames.framed(answer)).addListener(written -> {
            if (written.isSuccess()) {
                stage = Stage.READING;
                setAlarm(context, settings.limits().idleTime(), false);
                besides.say(context);
                proceed(context);
            } else {
                context.close();
            }
        });
    }

    /** Ends our side and waits a moment for the sender's, so that unread bytes do not reset the last answer away. */
    private void finish(ChannelHandlerContext context) {
        stage = Stage.CLOSING;
        traffic.ignored(unread.readableBytes());
        clearAlarm();
        boolean encrypted = context.pipeline().get(SslHandler.class) != null;
        if (inputEnded || encrypted || !(context.channel() instanceof DuplexChannel duplex)) {
            context.close();
            return;
        }
        duplex.shutdownOutput().addListener(ended -> context.read());
        context.executor().schedule(() -> context.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void watch(ChannelHandlerContext context) {
        if (frames.isInside() && !alarmIsForFrame) {
            setAlarm(context, settings.limits().frameTime(), true);
        }
    }

    private void setAlarm(ChannelHandlerContext context, Duration time, boolean forFrame) {
        clearAlarm();
        alarmIsForFrame = forFrame;
        alarm = context.executor().schedule(() -> cutOff(context), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void clearAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
        alarmIsForFrame = false;
    }

    private void cutOff(ChannelHandlerContext context) {
        traffic.timedOut();
        LOG.warn("Listener {}: {} was too slow or silent and is cut off", settings.name(), remote(context));
        context.close();
    }

    private static InetSocketAddress remote(ChannelHandlerContext context) {
        return (InetSocketAddress) context.channel().remoteAddress();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        clearAlarm();
        if (!framed && frames.skipped() > 0) {
            // Its messages are lost on it, and nobody but this line tells why.
            LOG.warn(
                    "Listener {}: {} sent {} bytes without the frames of MLLP, which are not heard",
                    settings.name(),
                    remote(context),
                    frames.skipped());
        }
        traffic.ignored(unread.readableBytes());
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
        stage = Stage.CLOSING;
        besides.end();
        memory.release();
    }
}

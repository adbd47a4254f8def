package org.openward.astm.tcp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openward.astm.link.LinkSettings;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.TcpListener;

/** One port that speaks ASTM, with threads of its own. */
public final class AstmServer {
    private static final int EVENT_THREADS = 2;

    private final EventLoopGroup events = new NioEventLoopGroup(EVENT_THREADS, new DefaultThreadFactory("astm", true));
    private final ThreadPoolExecutor workers;
    private final LineOwner owner;
    private final Clock clock;
    private @Nullable TcpListener listener;

    /** At most {@code workers} frames are kept at the same time. */
    public AstmServer(int workers, LineOwner owner, Clock clock) {
        // A line has at most one frame in hand, and lines are limited, so the queue needs no bound of its own.
        this.workers = new ThreadPoolExecutor(
                workers,
                workers,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("astm-intake", true));
        this.workers.allowCoreThreadTimeOut(true);
        this.owner = owner;
        this.clock = clock;
    }

    /** Opens the port; fails when it cannot be bound. */
    public TcpListener listen(ListenerSettings settings, LinkSettings line) throws IOException {
        TcpListener opened = new TcpListener(
                settings, traffic -> new AstmConnection(settings, line, new Backstage(owner, workers, traffic, clock)));
        opened.open(events);
        listener = opened;
        return opened;
    }

    /** Closes within {@code patience}; who is in the middle of a transmission may end it until then. */
    public void stop(Duration patience) throws InterruptedException {
        if (listener != null) {
            listener.drain(patience);
        }
        workers.shutdown();
        workers.awaitTermination(1, TimeUnit.SECONDS);
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
    }
}

package org.openward.astm.tcp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openward.astm.link.LinkSettings;
import org.openward.hl7v2.mllp.ListenerSettings;
import org.openward.hl7v2.mllp.TcpListener;

/** Speaks ASTM on any number of ports with one set of threads. */
public final class AstmServer {
    private static final int EVENT_THREADS = 2;

    private final EventLoopGroup events = new NioEventLoopGroup(EVENT_THREADS, new DefaultThreadFactory("astm", true));
    private final ThreadPoolExecutor workers;
    private final LineOwner owner;
    private final Clock clock;
    private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();

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

    /** Opens a port; fails when it cannot be bound. */
    public TcpListener listen(ListenerSettings settings, LinkSettings line) throws IOException {
        TcpListener listener = new TcpListener(
                settings, traffic -> new AstmConnection(settings, line, new Backstage(owner, workers, traffic, clock)));
        listener.open(events);
        listeners.add(listener);
        return listener;
    }

    /** Closes within {@code patience}; who is in the middle of a transmission may end it until then. */
    public void stop(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        listeners.forEach(TcpListener::beginDraining);
        for (TcpListener listener : listeners) {
            listener.drain(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        workers.shutdown();
        workers.awaitTermination(1, TimeUnit.SECONDS);
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
    }
}

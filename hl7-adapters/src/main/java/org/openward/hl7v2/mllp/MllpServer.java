package org.openward.hl7v2.mllp;

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
import org.openward.hl7v2.Acknowledgements;

/** Listens on any number of ports with one set of threads. */
public final class MllpServer {
    private static final int EVENT_THREADS = 2;

    private final EventLoopGroup events;
    private final ThreadPoolExecutor workers;
    private final Acknowledgements refusals;
    private final Clock clock;
    private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();

    /** At most {@code workers} messages are taken in at the same time; {@code refusals} writes what the port cannot. */
    public MllpServer(int workers, Acknowledgements refusals, Clock clock) {
        this.events = new NioEventLoopGroup(EVENT_THREADS, new DefaultThreadFactory("mllp", true));
        // The queue needs no bound of its own: a connection has at most one message in hand, and connections are
        // limited.
        this.workers = new ThreadPoolExecutor(
                workers,
                workers,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("mllp-intake", true));
        this.workers.allowCoreThreadTimeOut(true);
        this.refusals = refusals;
        this.clock = clock;
    }

    /** Opens a port; fails when it cannot be bound. */
    public TcpListener listen(ListenerSettings settings, InboundMessages inbound) throws IOException {
        Intake intake = new Intake(inbound, workers, refusals, clock);
        TcpListener listener = new TcpListener(settings, traffic -> new MllpConnection(settings, intake, traffic));
        listener.open(events);
        listeners.add(listener);
        return listener;
    }

    /** Drains every listener within {@code patience}, then ends the threads. */
    public void stop(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        listeners.forEach(TcpListener::beginDraining);
        for (TcpListener listener : listeners) {
            listener.drain(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        workers.shutdown();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
    }
}

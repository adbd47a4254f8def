package org.openward.hl7v2.mllp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One open port for analyzers and hospital systems, with its limits and its TLS, whatever they speak. */
@SuppressWarnings("FutureReturnValueIgnored") // closing a channel is confirmed by the channel group, not by each future
public final class TcpListener {
    /** Told to each connection when the port is to be closed: it finishes what it has in hand, and ends. */
    public static final Object DRAIN = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

    private final ListenerSettings settings;
    private final Function<Traffic, ChannelHandler> conversations;
    private final Traffic traffic = new Traffic();
    private final ConnectionLimits limits;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<InetSocketAddress, Channel> byRemote = new ConcurrentHashMap<>();
    private volatile boolean draining;
    private @Nullable Channel port;

    /** A port that is not open yet; {@code conversations} gives what speaks with the other side, for each connection. */
    public TcpListener(ListenerSettings settings, Function<Traffic, ChannelHandler> conversations) {
        this.settings = settings;
        this.conversations = conversations;
        this.limits = new ConnectionLimits(settings.limits());
    }

    /** Fails when the port cannot be bound. */
    public void open(EventLoopGroup events) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(events)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                // A sender of much is asked for it piece by piece, so that what has come and waits is bounded.
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1))
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connections())
                .bind(settings.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("Listener " + settings.name() + " cannot bind " + settings.address(), bound.cause());
        }
        port = bound.channel();
    }

    /** The port that is really open, also when any free one was asked for. */
    public int port() {
        if (port == null) {
            throw new IllegalStateException("Listener " + settings.name() + " is not open");
        }
        return ((InetSocketAddress) port.localAddress()).getPort();
    }

    public Traffic traffic() {
        return traffic;
    }

    /** Whether the connection from there is still open. */
    public boolean isConnected(InetSocketAddress remote) {
        return byRemote.containsKey(remote);
    }

    /** Lets the connection from there finish what it has in hand, and end; without one, nothing happens. */
    public void end(InetSocketAddress remote) {
        Channel channel = byRemote.get(remote);
        if (channel != null) {
            channel.pipeline().fireUserEventTriggered(DRAIN);
        }
    }

    /** Accepts no more, and lets each connection finish. */
    public void beginDraining() {
        draining = true;
        if (port != null) {
            port.close().awaitUninterruptibly();
        }
        connections.forEach(each -> each.pipeline().fireUserEventTriggered(DRAIN));
    }

    /**
     * Accepts no more, acknowledges the messages in hand and closes.
     *
     * @return whether every message in hand was answered within {@code patience}
     */
    public boolean drain(Duration patience) throws InterruptedException {
        beginDraining();
        boolean clean = connections.newCloseFuture().await(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!clean) {
            LOG.warn("Listener {}: {} connections were cut while draining", settings.name(), connections.size());
            connections.close().await(1, TimeUnit.SECONDS);
        }
        return clean;
    }

    /** Sets up each accepted connection, or turns it away. */
    private final class Connections extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            InetAddress address = channel.remoteAddress().getAddress();
            if (draining || !settings.welcome().test(address) || !limits.admit(address)) {
                traffic.refusedConnection();
                LOG.warn("Listener {}: connection from {} turned away", settings.name(), address);
                channel.close();
                return;
            }
            traffic.opened();
            InetSocketAddress remote = channel.remoteAddress();
            byRemote.put(remote, channel);
            channel.closeFuture().addListener(closed -> {
                byRemote.remove(remote, channel);
                limits.release(address);
                traffic.closed();
            });
            connections.add(channel);
            settings.tls().ifPresent(tls -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
            channel.pipeline().addLast(conversations.apply(traffic), new Troubles());
            if (draining) {
                channel.close();
            }
        }
    }

    /** What goes wrong with a connection, whatever is spoken on it. */
    private final class Troubles extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
                LOG.warn("Listener {}: TLS handshake with {} failed", settings.name(), remote(context));
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // Senders often reset a connection that they are done with; only what is not the network's doing is news.
            LOG.atLevel(cause instanceof IOException ? Level.DEBUG : Level.WARN)
                    .log(
                            "Listener {}: connection from {} broke ({})",
                            settings.name(),
                            remote(context),
                            cause.getClass().getName());
            context.close();
        }

        private static Object remote(ChannelHandlerContext context) {
            return context.channel().remoteAddress();
        }
    }
}

package org.openward.interfaceengine.outbound;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.mllp.Answer;
import org.openward.hl7v2.mllp.MllpSender;
import org.openward.interfaceengine.outbound.letters.Terms.Protection;
import org.openward.interfaceengine.outbound.letters.Terms.Receiver;
import org.openward.security.outbound.OutgoingSockets;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Calls receivers and hangs up when one of them takes longer than it may, however it spends the time. */
@Component
class Telephone implements DisposableBean {
    private final OutgoingSockets sockets;
    private final SslBundles bundles;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor watch;
    private final Set<Socket> lines = ConcurrentHashMap.newKeySet();

    Telephone(OutgoingSockets sockets, SslBundles bundles, DestinationSettings settings) {
        this.sockets = sockets;
        this.bundles = bundles;
        this.patience = settings.answerTime();
        var threads = new CustomizableThreadFactory("outbound-watch-");
        threads.setDaemon(true);
        this.watch = new ScheduledThreadPoolExecutor(1, threads);
        this.watch.setRemoveOnCancelPolicy(true);
    }

    /** A connection to one receiver. */
    interface Call extends AutoCloseable {
        /** Sends a message and gives the answer that names it. */
        Answer ask(byte[] message) throws IOException;

        @Override
        void close();
    }

    Call call(Receiver receiver) throws IOException {
        var socket = sockets.connect(receiver.host(), receiver.port());
        lines.add(socket);
        try {
            return new Standing(socket, within(socket, () -> MllpSender.over(protect(socket, receiver), patience)));
        } catch (IOException | RuntimeException failure) {
            hangUp(socket);
            throw failure;
        }
    }

    /** The receiver must show the certificate of the host that was called. */
    private Socket protect(Socket socket, Receiver receiver) throws IOException {
        if (receiver.protection() == Protection.PLAIN) {
            return socket;
        }
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        var host = receiver.host().replaceAll("[\\[\\]]", "");
        var factory = context(receiver.bundle()).getSocketFactory();
        var secure = (SSLSocket) factory.createSocket(socket, host, receiver.port(), true);
        var rules = secure.getSSLParameters();
        rules.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(rules);
        secure.startHandshake();
        return secure;
    }

    private SSLContext context(@Nullable String bundle) throws IOException {
        try {
            return bundle == null
                    ? SSLContext.getDefault()
                    : bundles.getBundle(bundle).createSslContext();
        } catch (NoSuchSslBundleException removed) {
            throw new IOException("The TLS bundle does not exist any more.", removed);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private interface Talk<T> {
        T talk() throws IOException;
    }

    /** A receiver that reads slowly, or answers letter by letter, is silent in the end. */
    private <T> T within(Socket socket, Talk<T> talk) throws IOException {
        var isOver = new AtomicBoolean();
        var alarm = watch.schedule(
                () -> {
                    isOver.set(true);
                    hangUp(socket);
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return talk.talk();
        } catch (IOException failure) {
            throw isOver.get() ? new SocketTimeoutException("The receiver took too long.") : failure;
        } finally {
            alarm.cancel(false);
        }
    }

    private void hangUp(Socket socket) {
        lines.remove(socket);
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // there is nothing left to close
        }
    }

    /** A connection that stands; the plain socket below is closed, since one that speaks TLS waits for its writer. */
    private final class Standing implements Call {
        private final Socket socket;
        private final MllpSender sender;

        Standing(Socket socket, MllpSender sender) {
            this.socket = socket;
            this.sender = sender;
        }

        @Override
        public Answer ask(byte[] message) throws IOException {
            return within(socket, () -> sender.ask(message));
        }

        @Override
        public void close() {
            hangUp(socket);
        }
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
        lines.forEach(this::hangUp);
    }
}

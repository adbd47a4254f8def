package org.openward.hl7v2.mllp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;
import org.openward.hl7v2.Acknowledgement;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.MessageHeader;

/**
 * Sends messages to another system one by one and waits for each answer.
 *
 * <p>After any failure the connection is closed, so that a late answer is never taken for the next message's.
 */
public final class MllpSender implements Closeable {
    private static final int LONGEST_ANSWER = 1024 * 1024;

    private final Socket socket;
    private final InputStream answers;

    private MllpSender(Socket socket) throws IOException {
        this.socket = socket;
        this.answers = new BufferedInputStream(socket.getInputStream());
    }

    public static MllpSender connect(InetSocketAddress receiver, Duration patience) throws IOException {
        return connect(receiver, patience, SocketFactory.getDefault());
    }

    /** Connects through a socket factory, for instance one that speaks TLS. */
    public static MllpSender connect(InetSocketAddress receiver, Duration patience, SocketFactory sockets)
            throws IOException {
        Socket socket = sockets.createSocket();
        try {
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            socket.setTcpNoDelay(true);
            socket.connect(receiver, Math.toIntExact(patience.toMillis()));
            return new MllpSender(socket);
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    /**
     * Sends over a connection that stands already.
     *
     * @param patience how long the receiver may be silent
     */
    public static MllpSender over(Socket connected, Duration patience) throws IOException {
        connected.setSoTimeout(Math.toIntExact(patience.toMillis()));
        return new MllpSender(connected);
    }

    /** Sends one message and returns the answer that names it. */
    public Acknowledgement send(byte[] message) throws IOException {
        return ask(message).acknowledgement();
    }

    /** Sends one message and returns the answer that names it, with its bytes. */
    public Answer ask(byte[] message) throws IOException {
        try {
            String controlId = MessageHeader.read(message)
                    .orElseThrow(() -> new IOException("The message to send has no header"))
                    .controlId();
            write(message);
            byte[] raw = read();
            Acknowledgement answer = Acknowledgement.parse(raw);
            if (!answer.controlId().equals(controlId)) {
                throw new IOException("The receiver answered another message than the one sent");
            }
            return new Answer(answer, raw);
        } catch (MalformedMessage unreadable) {
            close();
            throw new IOException("The receiver's answer cannot be read", unreadable);
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    private void write(byte[] message) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
        frame.write(Frames.START);
        frame.writeBytes(message);
        frame.write(Frames.END);
        frame.write(Frames.RETURN);
        socket.getOutputStream().write(frame.toByteArray());
        socket.getOutputStream().flush();
    }

    private byte[] read() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (next() != Frames.START) {
            // Senders skip what stands before a frame, as receivers do.
        }
        int previous = -1;
        int each = next();
        while (previous != Frames.END || each != Frames.RETURN) {
            if (previous >= 0) {
                answer.write(previous);
            }
            if (answer.size() > LONGEST_ANSWER) {
                throw new IOException("The receiver's answer is too long");
            }
            previous = each;
            each = next();
        }
        return answer.toByteArray();
    }

    private int next() throws IOException {
        int each = answers.read();
        if (each < 0) {
            throw new EOFException("The receiver closed the connection without an answer");
        }
        return each;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package org.openward.interfaceengine;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.mllp.ReceivedBytes;

/**
 * Who sent a message, as far as the connection and the message tell.
 *
 * @param port the port of ours that it connected to
 * @param certificate the subject of its client certificate
 * @param application MSH-3 or the name in H-5, empty when the message has no readable header
 * @param facility MSH-4
 */
public record Sender(int port, InetAddress origin, @Nullable String certificate, String application, String facility) {
    public static Sender of(ReceivedBytes.Connection connection, Optional<MessageHeader> header) {
        return new Sender(
                connection.local().getPort(),
                connection.remote().getAddress(),
                connection.certificateSubject().orElse(null),
                header.map(MessageHeader::sendingApplication)
                        .map(Envelope::plain)
                        .orElse(""),
                header.map(MessageHeader::sendingFacility).map(Envelope::plain).orElse(""));
    }

    /** Who is at the other end of a line that speaks ASTM, and how it calls itself. */
    public static Sender of(ReceivedBytes.Connection connection, String name) {
        return new Sender(
                connection.local().getPort(),
                connection.remote().getAddress(),
                connection.certificateSubject().orElse(null),
                name,
                "");
    }

    public String address() {
        return origin.getHostAddress();
    }
}

package org.openward.interfaceengine;

import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.mllp.ReceivedBytes;
import org.openward.profiles.Systems;

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

    /** Under which name the numbers stand that a sender gives out itself: its Device's, or without one that by which it calls itself. */
    public static String namespace(@Nullable String device, @Nullable String application, @Nullable String facility) {
        return device == null
                ? Systems.ROOT + "sender/" + path(application) + "/" + path(facility)
                : Systems.ROOT + "device/" + device;
    }

    private static String path(@Nullable String name) {
        return name == null ? "" : URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}

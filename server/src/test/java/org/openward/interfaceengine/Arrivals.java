package org.openward.interfaceengine;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.MessageHeader;
import org.openward.interfaceengine.Arrival.Verdict;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.openward.tenancy.TenantId;

/** Messages that have just arrived at a clinic. */
final class Arrivals {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Arrivals() {}

    static Arrival arrivalOf(BloodCount message, TenantId clinic, @Nullable String device) {
        var content = message.toString().getBytes(StandardCharsets.UTF_8);
        var header = MessageHeader.read(content);
        return new Arrival(
                clinic,
                "Device/" + device,
                device,
                new Bytes(content),
                NOON,
                sender(header, "192.0.2.7", null),
                Envelope.of(header),
                "UTF-8 VALID_UTF_8",
                Verdict.accepted(("answer to " + message.controlId()).getBytes(StandardCharsets.UTF_8)));
    }

    static Sender sender(Optional<MessageHeader> header, String address, @Nullable String certificate) {
        return new Sender(
                2575,
                address(address),
                certificate,
                header.map(MessageHeader::sendingApplication).orElse(""),
                header.map(MessageHeader::sendingFacility).orElse(""));
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

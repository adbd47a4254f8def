package org.openward.interfaceengine;

import java.util.Optional;
import org.openward.hl7v2.MessageHeader;

/** What a message says about itself in its header; all parts are empty when it has none. */
record Envelope(
        String application,
        String facility,
        String sentAt,
        String type,
        String controlId,
        String processingId,
        String version,
        String characterSet) {
    static Envelope of(Optional<MessageHeader> header) {
        return header.map(Envelope::of).orElseGet(() -> new Envelope("", "", "", "", "", "", "", ""));
    }

    private static Envelope of(MessageHeader header) {
        return new Envelope(
                Text.plain(header.sendingApplication()),
                Text.plain(header.sendingFacility()),
                Text.plain(header.time()),
                Text.plain(header.type() + "^" + header.trigger()),
                Text.plain(header.controlId()),
                Text.plain(header.processingId()),
                Text.plain(header.version()),
                Text.plain(header.characterSet()));
    }
}

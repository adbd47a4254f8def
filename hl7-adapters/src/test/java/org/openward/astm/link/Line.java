package org.openward.astm.link;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One end of a line under test: what is said to it, and everything that it does; it keeps every frame at once. */
final class Line {
    static final String ENQ = "\u0005";
    static final String ACK = "\u0006";
    static final String NAK = "\u0015";
    static final String EOT = "\u0004";

    final AstmLink link;
    final List<LinkEvent> events = new ArrayList<>();
    Instant now = Instant.parse("2026-03-01T08:00:00Z");
    private final boolean keepsAtOnce;

    private Line(LinkSettings settings, boolean keepsAtOnce) {
        this.link = new AstmLink(settings);
        this.keepsAtOnce = keepsAtOnce;
    }

    static Line host() {
        return new Line(LinkSettings.HOST, true);
    }

    static Line with(LinkSettings settings) {
        return new Line(settings, true);
    }

    static Line slowToKeep() {
        return new Line(LinkSettings.HOST, false);
    }

    /** Says something to this end and returns what it answers. */
    String hears(String wire) {
        return note(link.receive(wire.getBytes(StandardCharsets.ISO_8859_1), now));
    }

    String stored() {
        return note(link.stored(now));
    }

    String notStored() {
        return note(link.notStored(now));
    }

    String sends(String message) {
        return note(link.send(message.getBytes(StandardCharsets.ISO_8859_1), now));
    }

    String waits(Duration time) {
        now = now.plus(time);
        return note(link.elapse(now));
    }

    void closes() {
        note(link.close());
    }

    private String note(List<LinkEvent> happened) {
        StringBuilder said = new StringBuilder();
        for (LinkEvent each : happened) {
            events.add(each);
            if (each instanceof LinkEvent.Send send) {
                said.append(send.wire());
            } else if (each instanceof LinkEvent.Arrived && keepsAtOnce) {
                said.append(note(link.stored(now)));
            }
        }
        return said.toString();
    }

    <T> List<T> events(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).collect(Collectors.toList());
    }

    /** The whole messages that this end received. */
    List<String> received() {
        return events(LinkEvent.Completed.class).stream()
                .map(each -> new String(each.transmission().content(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    static String frame(int number, String text) {
        return new Frame(number, text, Frame.End.WHOLE).wire();
    }

    static String part(int number, String text) {
        return new Frame(number, text, Frame.End.CONTINUED).wire();
    }
}

package org.openward.astm.link;

import java.util.ArrayList;
import java.util.List;
import org.openward.astm.link.LinkSettings.Packing;

/** One message that is being sent: its frames, and how often it was tried. */
final class Outgoing {
    private final String text;
    private final List<Frame> frames;
    private int next;
    private int calls;
    private int attempts;

    Outgoing(String text, LinkSettings settings) {
        this.text = text;
        List<String> texts = settings.packing() == Packing.MESSAGE ? List.of(text) : records(text);
        this.frames = Frame.cut(texts, settings.sizes().sentText());
    }

    private static List<String> records(String text) {
        List<String> records = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf(Controls.CR, start);
            int after = end < 0 ? text.length() : end + 1;
            records.add(text.substring(start, after));
            start = after;
        }
        return records;
    }

    String text() {
        return text;
    }

    int called() {
        return ++calls;
    }

    int calls() {
        return calls;
    }

    void begin() {
        next = 0;
        attempts = 0;
    }

    boolean isDone() {
        return next == frames.size();
    }

    int attempts() {
        return attempts;
    }

    /** The frame whose turn it is, as it goes over the line. */
    String frame() {
        attempts++;
        return frames.get(next).wire();
    }

    void acknowledged() {
        next++;
        attempts = 0;
    }
}

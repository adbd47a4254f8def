package org.openward.astm.link;

import java.util.List;

/** Everything between a call and its end: frames that hold one message or several. */
public record Transmission(List<Frame> frames) {
    public Transmission {
        frames = List.copyOf(frames);
    }

    /** The records as they came; a whole frame ends its record also when the sender forgot to. */
    public byte[] content() {
        StringBuilder content = new StringBuilder();
        for (Frame each : frames) {
            content.append(each.text());
            boolean open = each.end() == Frame.End.WHOLE
                    && !each.text().endsWith("\r")
                    && !each.text().endsWith("\n");
            if (open) {
                content.append(Controls.CR);
            }
        }
        return Controls.bytes(content.toString());
    }
}

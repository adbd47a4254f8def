package org.openward.astm.tcp;

import java.util.List;
import org.openward.astm.link.Frame;
import org.openward.astm.link.LinkEvent;
import org.openward.astm.link.LinkSettings.Packing;

/** What is said over one line; it is asked on worker threads, one thing after the other. */
public interface Conversation {
    /**
     * Keeps a frame; it is acknowledged when this comes back, and refused when it throws.
     *
     * @return messages to send as soon as the line is free
     */
    List<Reply> keep(Frame frame) throws FrameNotKept;

    /** The sender is done. */
    void ended();

    /** The sender did not end properly. */
    void broken(LinkEvent.Cause cause);

    /** The other side did not take a message. */
    void undelivered(LinkEvent.Cause cause);

    /** A message for the other side, one character for each byte. */
    record Reply(String text, Packing packing) {}
}

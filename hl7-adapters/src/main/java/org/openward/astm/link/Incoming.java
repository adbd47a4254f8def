package org.openward.astm.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.astm.link.LinkEvent.Cause;

/** The frames of the transmission that is being received, and which frame may come next. */
final class Incoming {
    private final int longest;
    private final List<Frame> frames = new ArrayList<>();
    private int expected = 1;
    private long length;
    private @Nullable Frame waiting;
    private boolean refused;

    /** What to do with a frame. */
    enum Judgement {
        KEEP,
        /** It is here already: its acknowledgement was lost. */
        REPEAT,
        REFUSE
    }

    Incoming(int longest) {
        this.longest = longest;
    }

    Judgement judge(Frame frame) {
        Optional<Frame> last = frames.isEmpty() ? Optional.empty() : Optional.of(frames.get(frames.size() - 1));
        if (last.isPresent() && last.get().equals(frame)) {
            refused = false;
            return Judgement.REPEAT;
        }
        boolean fits = frame.number() == expected && length + frame.text().length() <= longest;
        if (!fits) {
            refuse();
            return Judgement.REFUSE;
        }
        waiting = frame;
        return Judgement.KEEP;
    }

    void keep() {
        if (waiting != null) {
            frames.add(waiting);
            length += waiting.text().length();
            expected = Frame.after(waiting.number());
            waiting = null;
            refused = false;
        }
    }

    void refuse() {
        waiting = null;
        refused = true;
    }

    boolean isEmpty() {
        return frames.isEmpty() && !refused;
    }

    /** What came of it when its sender says that it is done; nothing when it sent nothing, to keep the line alive. */
    Optional<LinkEvent> end() {
        if (isEmpty()) {
            return Optional.empty();
        }
        boolean whole = !refused && frames.get(frames.size() - 1).end() == Frame.End.WHOLE;
        return Optional.of(whole ? new LinkEvent.Completed(transmission()) : broken(Cause.ABANDONED));
    }

    LinkEvent broken(Cause cause) {
        return new LinkEvent.Broken(cause, transmission());
    }

    private Transmission transmission() {
        return new Transmission(frames);
    }
}

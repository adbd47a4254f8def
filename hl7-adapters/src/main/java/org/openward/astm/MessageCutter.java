package org.openward.astm;

import java.util.ArrayList;
import java.util.List;
import org.openward.astm.link.Frame;

/**
 * Cuts the frames of a line into messages while they come, each as soon as its terminator is there.
 *
 * <p>What a frame brings counts only when it is {@link #settle settled}; until then it can be {@link #undo undone}. Text is
 * one character for each byte.
 */
public final class MessageCutter {
    private static final char NONE = 0;

    private final StringBuilder text = new StringBuilder();
    private State settled = State.EMPTY;
    private State current = State.EMPTY;

    /**
     * How far the text was read.
     *
     * @param cut where the message begins that is not yet whole
     * @param read where the line begins that is not yet whole
     * @param delimiter the field delimiter of that message, or none before its header
     */
    private record State(int cut, int read, int length, char delimiter) {
        static final State EMPTY = new State(0, 0, 0, NONE);
    }

    /** A message that will not grow any more. */
    public record Cut(String text, Completeness completeness) {}

    /** Whether a message has its terminator. */
    public enum Completeness {
        WHOLE,
        /** Another message began before it ended. */
        UNFINISHED
    }

    /** Whether no message has begun that is not yet whole. */
    public boolean isEmpty() {
        return settled.length == settled.cut;
    }

    /** The messages that end with this frame. */
    public List<Cut> take(Frame frame) {
        text.append(frame.text());
        boolean open = frame.end() == Frame.End.WHOLE && !endsLine(text);
        if (open) {
            // A whole frame ends its record also when the sender forgot to.
            text.append('\r');
        }
        current = new State(settled.cut, settled.read, text.length(), settled.delimiter);
        return cuts();
    }

    /** What the last frame brought of the message that is not yet whole. */
    public String added() {
        return text.substring(Math.max(current.cut, settled.length));
    }

    /** All that has come of the message that is not yet whole. */
    public String unfinished() {
        return text.substring(current.cut);
    }

    /** What came is kept. */
    public void settle() {
        text.delete(0, current.cut);
        int gone = current.cut;
        settled = new State(0, current.read - gone, current.length - gone, current.delimiter);
        current = settled;
    }

    /** The last frame was not kept; it will come again. */
    public void undo() {
        text.setLength(settled.length);
        current = settled;
    }

    /** Forgets the message that is not yet whole. */
    public void drop() {
        text.setLength(0);
        settled = State.EMPTY;
        current = State.EMPTY;
    }

    private List<Cut> cuts() {
        List<Cut> cuts = new ArrayList<>();
        // Whatever was settled has no line end that was not read.
        int end = lineEnd(Math.max(current.read, settled.length));
        while (end >= 0) {
            read(text.substring(current.read, end).stripLeading(), end + 1, cuts);
            end = lineEnd(end + 1);
        }
        return cuts;
    }

    private void read(String line, int next, List<Cut> cuts) {
        int cut = current.cut;
        char delimiter = current.delimiter;
        if (MessageReader.isHeader(line)) {
            if (!text.substring(cut, current.read).isBlank()) {
                cuts.add(new Cut(text.substring(cut, current.read), Completeness.UNFINISHED));
                cut = current.read;
            }
            delimiter = line.charAt(1);
        } else if (current.delimiter != NONE && isTerminator(line, current.delimiter)) {
            cuts.add(new Cut(text.substring(cut, next), Completeness.WHOLE));
            cut = next;
            delimiter = NONE;
        } else if (line.isBlank()
                && current.delimiter == NONE
                && text.substring(cut, next).isBlank()) {
            // Line ends between messages belong to none.
            cut = next;
        }
        current = new State(cut, next, current.length, delimiter);
    }

    private static boolean isTerminator(String line, char delimiter) {
        return line.startsWith("L") && (line.length() == 1 || line.charAt(1) == delimiter);
    }

    private int lineEnd(int from) {
        for (int at = from; at < text.length(); at++) {
            if (isLineEnd(text.charAt(at))) {
                return at;
            }
        }
        return -1;
    }

    private static boolean endsLine(CharSequence text) {
        return text.length() > 0 && isLineEnd(text.charAt(text.length() - 1));
    }

    private static boolean isLineEnd(char each) {
        return each == '\r' || each == '\n';
    }
}

package org.openward.astm.link;

import java.util.ArrayList;
import java.util.List;

/**
 * One frame: its number from 0 to 7, and its text of one character for each byte.
 *
 * @param end whether the record goes on in the next frame
 */
public record Frame(int number, String text, End end) {
    private static final int NUMBERS = 8;

    /** How a frame ends. */
    public enum End {
        /** ETB: the text goes on in the next frame. */
        CONTINUED,
        /** ETX: the record or message is whole. */
        WHOLE
    }

    static int after(int number) {
        return (number + 1) % NUMBERS;
    }

    /** Cuts a text into frames of at most so many characters; the last of them is whole. */
    static List<Frame> cut(List<String> texts, int longest) {
        List<Frame> frames = new ArrayList<>();
        for (String text : texts) {
            int start = 0;
            do {
                int end = Math.min(text.length(), start + longest);
                End mark = end == text.length() ? End.WHOLE : End.CONTINUED;
                frames.add(new Frame(after(frames.size() % NUMBERS), text.substring(start, end), mark));
                start = end;
            } while (start < text.length());
        }
        return List.copyOf(frames);
    }

    /** As it goes over the line. */
    String wire() {
        String summed = number + text + (end == End.WHOLE ? Controls.ETX : Controls.ETB);
        return Controls.STX + summed + Controls.checksum(summed) + Controls.CR + Controls.LF;
    }

    @Override
    public String toString() {
        return "Frame[" + number + " " + end + ", " + text.length() + " bytes]";
    }
}

package org.openward.astm.link;

import java.util.Optional;

/** Finds frames in what a sender puts on the line after it called; what stands between frames is skipped. */
final class FrameReader {
    private static final int CHECKSUM_LENGTH = 2;

    private final int longest;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder checksum = new StringBuilder();
    private Part part = Part.OUTSIDE;
    private boolean flawed;
    private char end;

    private enum Part {
        OUTSIDE,
        TEXT,
        CHECKSUM,
        TAIL
    }

    /** What was found. */
    sealed interface Found {
        /** A frame whose checksum is right. */
        record Whole(Frame frame) implements Found {}

        /** A frame that must be sent again. */
        enum Other implements Found {
            DAMAGED,
            /** The sender is done. */
            END,
            /** The sender is done in the middle of a frame. */
            END_INSIDE,
            /** The sender calls. */
            CALL
        }
    }

    FrameReader(int longest) {
        this.longest = longest;
    }

    boolean isInside() {
        return part != Part.OUTSIDE;
    }

    Optional<Found> take(char each) {
        return switch (part) {
            case OUTSIDE -> outside(each);
            case TEXT -> inText(each);
            case CHECKSUM -> inChecksum(each);
            case TAIL -> inTail(each);
        };
    }

    private Optional<Found> outside(char each) {
        if (each == Controls.STX) {
            text.setLength(0);
            checksum.setLength(0);
            flawed = false;
            part = Part.TEXT;
        }
        return switch (each) {
            case Controls.EOT -> Optional.of(Found.Other.END);
            case Controls.ENQ -> Optional.of(Found.Other.CALL);
            default -> Optional.empty();
        };
    }

    private Optional<Found> inText(char each) {
        switch (each) {
            case Controls.ETX, Controls.ETB -> {
                end = each;
                part = Part.CHECKSUM;
            }
            case Controls.EOT -> {
                part = Part.OUTSIDE;
                return Optional.of(Found.Other.END_INSIDE);
            }
                // A call inside a frame is noise or a frame that never ended: answering it would acknowledge the frame.
            case Controls.STX, Controls.ENQ -> flawed = true;
            default -> keep(each);
        }
        return Optional.empty();
    }

    private void keep(char each) {
        // The frame's number stands before its text.
        if (text.length() <= longest) {
            text.append(each);
        } else {
            flawed = true;
        }
    }

    private Optional<Found> inChecksum(char each) {
        checksum.append(each);
        if (checksum.length() == CHECKSUM_LENGTH) {
            part = Part.TAIL;
        }
        return Optional.empty();
    }

    /** Senders wait after CR or LF; an answer sent earlier could be missed. */
    private Optional<Found> inTail(char each) {
        if (each == Controls.EOT) {
            part = Part.OUTSIDE;
            return Optional.of(Found.Other.END_INSIDE);
        }
        if (each != Controls.CR && each != Controls.LF) {
            flawed = true;
            return Optional.empty();
        }
        part = Part.OUTSIDE;
        return Optional.of(frame());
    }

    private Found frame() {
        boolean right = Controls.checksum(text.toString() + end).equalsIgnoreCase(checksum.toString());
        int number = text.isEmpty() ? -1 : text.charAt(0) - '0';
        if (flawed || !right || number < 0 || number > 7) {
            return Found.Other.DAMAGED;
        }
        Frame.End mark = end == Controls.ETX ? Frame.End.WHOLE : Frame.End.CONTINUED;
        return new Found.Whole(new Frame(number, text.substring(1), mark));
    }
}

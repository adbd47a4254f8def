package org.openward.astm.link;

import java.time.Duration;

/** How one line is run: which side we are, how much is taken at once, and how long is waited for what. */
public record LinkSettings(Side side, Packing packing, Sizes sizes, Patience patience) {
    /** Of a computer that talks to an analyzer by LIS01-A, with frames short enough for analyzers of 1995. */
    public static final LinkSettings HOST = of(Side.HOST);

    /** Of the analyzer itself. */
    public static final LinkSettings INSTRUMENT = of(Side.INSTRUMENT);

    private static LinkSettings of(Side side) {
        return new LinkSettings(side, Packing.RECORDS, Sizes.STANDARD, Patience.STANDARD);
    }

    /** When both sides call at the same time the computer yields. */
    public enum Side {
        HOST,
        INSTRUMENT
    }

    /** What a whole frame holds when we send. */
    public enum Packing {
        /** Each record has frames of its own. */
        RECORDS,
        /** A message fills its frames, whatever record they cut. */
        MESSAGE
    }

    /**
     * Sizes in bytes.
     *
     * @param sentText the longest text that we put into a frame: 240 by E1381-95, up to 63,993 by LIS01-A2
     * @param frame the longest text of a frame that is taken
     * @param transmission the longest transmission that is taken
     */
    public record Sizes(int sentText, int frame, int transmission) {
        public static final Sizes STANDARD = new Sizes(240, 64_000, 16 * 1024 * 1024);

        public Sizes {
            if (sentText < 1 || frame < 1 || transmission < frame) {
                throw new IllegalArgumentException("The sizes of a line are positive, a transmission the largest");
            }
        }
    }

    /**
     * How long and how often.
     *
     * @param reply how long a sender waits for the answer to a call or a frame
     * @param frame how long a receiver waits for the next frame
     * @param busy how long a sender waits after the receiver answered that it is busy
     * @param attempts how often a frame is sent and a receiver is called before the sender gives up
     */
    public record Patience(Duration reply, Duration frame, Duration busy, int attempts) {
        public static final Patience STANDARD =
                new Patience(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(10), 6);

        private static final Duration HOST_YIELDS = Duration.ofSeconds(20);
        private static final Duration INSTRUMENT_INSISTS = Duration.ofSeconds(1);

        /** The same, but for how long a receiver waits for the next frame. */
        public Patience withFrame(Duration time) {
            return new Patience(reply, time, busy, attempts);
        }

        Duration afterContention(Side side) {
            return side == Side.HOST ? HOST_YIELDS : INSTRUMENT_INSISTS;
        }
    }

    public LinkSettings with(Sizes other) {
        return new LinkSettings(side, packing, other, patience);
    }

    public LinkSettings with(Patience other) {
        return new LinkSettings(side, packing, sizes, other);
    }

    public LinkSettings with(Packing other) {
        return new LinkSettings(side, other, sizes, patience);
    }
}

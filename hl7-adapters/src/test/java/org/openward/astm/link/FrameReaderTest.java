package org.openward.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.openward.astm.link.FrameReader.Found;

/** Frames and lines made by chance; each failure names the seed that makes the same again. */
class FrameReaderTest {
    private static final int LONGEST = 60;
    private static final String TEXT = "HPORCL|\\^&\r 019\u00ff\u0080";
    private static final String NOISE = TEXT + "\n\u0000\u0006\u0015";

    @Test
    void frames_among_noise_are_read_as_they_were_written() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            List<Frame> written = new ArrayList<>();
            StringBuilder wire = new StringBuilder();
            for (int count = random.nextInt(8); count >= 0; count--) {
                Frame frame = frame(random);
                written.add(frame);
                wire.append(text(random, NOISE, 5)).append(frame.wire());
            }

            assertThat(read(wire.toString())).as("seed %d", seed).isEqualTo(List.copyOf(written));
        }
    }

    @Test
    void a_frame_in_which_one_character_changed_is_never_taken_for_another() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            Frame frame = frame(random);
            StringBuilder wire = new StringBuilder(frame.wire());
            int at = random.nextInt(wire.length());
            wire.setCharAt(at, (char) (wire.charAt(at) ^ 1 << random.nextInt(8)));

            assertThat(read(wire.toString())).as("seed %d", seed).allSatisfy(each -> assertThat(each)
                    .isEqualTo(frame));
        }
    }

    @Test
    void every_frame_that_is_kept_is_in_one_transmission_whatever_comes_over_the_line() {
        int kept = 0;
        for (int seed = 0; seed < 1500; seed++) {
            Talk talk = new Talk(new Random(seed));

            talk.run(60);

            assertThat(String.join("", talk.told)).as("seed %d", seed).isEqualTo(String.join("", talk.kept));
            kept += talk.kept.size();
        }

        assertThat(kept).isGreaterThan(5000);
    }

    private static List<Frame> read(String wire) {
        FrameReader reader = new FrameReader(LONGEST);
        List<Frame> found = new ArrayList<>();
        for (int index = 0; index < wire.length(); index++) {
            reader.take(wire.charAt(index))
                    .filter(Found.Whole.class::isInstance)
                    .map(Found.Whole.class::cast)
                    .ifPresent(whole -> found.add(whole.frame()));
        }
        return found;
    }

    private static Frame frame(Random random) {
        Frame.End end = random.nextBoolean() ? Frame.End.WHOLE : Frame.End.CONTINUED;
        return new Frame(random.nextInt(8), text(random, TEXT, LONGEST), end);
    }

    private static String text(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(most); count > 0; count--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** A sender that does nothing as it should, and a disk that is sometimes full. */
    private static final class Talk {
        final List<String> kept = new ArrayList<>();
        final List<String> told = new ArrayList<>();
        private final AstmLink host = new AstmLink(LinkSettings.HOST);
        private final Random random;
        private Instant now = Instant.parse("2026-03-01T08:00:00Z");
        private int number = 1;

        Talk(Random random) {
            this.random = random;
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                now = now.plus(Duration.ofMillis(random.nextInt(3000)));
                note(host.elapse(now));
                note(host.receive(said().getBytes(StandardCharsets.ISO_8859_1), now));
            }
            note(host.close());
        }

        private String said() {
            return switch (random.nextInt(12)) {
                case 0, 1 -> call();
                case 2 -> Line.EOT;
                case 3 -> text(random, NOISE, 10);
                case 4 -> Line.frame(random.nextInt(8), "R|odd\r");
                case 5 -> Line.frame(number, "R|1\r").replace('1', '2');
                case 6 -> Line.frame(number, "R|cut").substring(0, 4);
                case 7 -> call() + Line.frame(1, "H|\\^&\r");
                default -> next();
            };
        }

        private String call() {
            number = 1;
            return Line.ENQ;
        }

        private String next() {
            String frame = random.nextInt(4) == 0
                    ? Line.part(number, "R|" + random.nextInt(100))
                    : Line.frame(number, "R|" + random.nextInt(100) + "\r");
            number = Frame.after(number);
            return frame;
        }

        private void note(List<LinkEvent> events) {
            for (LinkEvent each : events) {
                if (each instanceof LinkEvent.Completed completed) {
                    told.add(Controls.text(completed.transmission().content()));
                } else if (each instanceof LinkEvent.Broken broken) {
                    told.add(Controls.text(broken.transmission().content()));
                } else if (each instanceof LinkEvent.Arrived arrived) {
                    note(keep(arrived.frame()));
                }
            }
        }

        private List<LinkEvent> keep(Frame frame) {
            if (random.nextInt(6) == 0) {
                return host.notStored(now);
            }
            kept.add(frame.text());
            return host.stored(now);
        }
    }
}

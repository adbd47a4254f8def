package org.openward.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.openward.astm.link.LinkEvent.Broken;
import org.openward.astm.link.LinkEvent.Delivered;
import org.openward.astm.link.LinkEvent.Undelivered;

/** Two ends and a bad line between them, on a clock that the test turns. */
class NoisyLineTest {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final String END = "L|1\r";

    @Test
    void over_a_good_line_both_sides_get_every_message_once_and_in_order() {
        Wire wire = new Wire(new Random(1), 0);

        wire.run(200);

        assertThat(wire.host.received()).isEqualTo(wire.toHost);
        assertThat(wire.instrument.received()).isEqualTo(wire.toInstrument);
    }

    @Test
    void over_a_bad_line_what_is_delivered_was_received_and_nothing_is_received_altered() {
        int broken = 0;
        int delivered = 0;
        for (int seed = 0; seed < 60; seed++) {
            Wire wire = new Wire(new Random(seed), 0.03);
            wire.run(1500);
            delivered += check(wire.instrument, wire.host, wire.toHost);
            delivered += check(wire.host, wire.instrument, wire.toInstrument);
            broken += wire.host.events(Broken.class).size();
        }

        assertThat(delivered).isGreaterThan(300);
        assertThat(broken).isGreaterThan(10);
    }

    private static int check(Line sender, Line receiver, List<String> sent) {
        List<String> delivered =
                sender.events(Delivered.class).stream().map(Delivered::text).toList();
        List<String> undelivered =
                sender.events(Undelivered.class).stream().map(Undelivered::text).toList();
        List<String> kept = new ArrayList<>(receiver.received());
        receiver.events(Broken.class)
                .forEach(each -> kept.add(Controls.text(each.transmission().content())));
        // A sender that gives up after whole frames leaves a beginning: that it is none, only the record L says.
        assertThat(receiver.received()).filteredOn(each -> each.endsWith(END)).allSatisfy(each -> assertThat(sent)
                .contains(each));
        assertThat(receiver.received()).allSatisfy(each -> assertThat(sent).anyMatch(whole -> whole.startsWith(each)));
        // Whether the end itself arrived, no sender can know; the frames are kept all the same.
        assertThat(delivered).allSatisfy(each -> assertThat(kept).contains(each));
        assertThat(delivered).allSatisfy(each -> assertThat(undelivered).doesNotContain(each));
        return delivered.size();
    }

    /** The line: it loses, repeats and changes what goes over it, once in a while. */
    private static final class Wire {
        final Line host = Line.host();
        final Line instrument = Line.with(LinkSettings.INSTRUMENT);
        final List<String> toHost = new ArrayList<>();
        final List<String> toInstrument = new ArrayList<>();
        private final Random random;
        private final double noise;
        private String atHost = "";
        private String atInstrument = "";

        Wire(Random random, double noise) {
            this.random = random;
            this.noise = noise;
        }

        void run(int ticks) {
            for (int tick = 0; tick < ticks; tick++) {
                if (tick < ticks / 4 && tick % 20 == 0) {
                    hand(tick);
                }
                String heardByHost = atHost;
                String heardByInstrument = atInstrument;
                atHost = "";
                atInstrument = "";
                atInstrument += damaged(host.hears(heardByHost) + host.waits(TICK));
                atHost += damaged(instrument.hears(heardByInstrument) + instrument.waits(TICK));
            }
        }

        private void hand(int tick) {
            String result = "H|\\^&|||A\rR|" + tick + "|" + "6.4".repeat(random.nextInt(200)) + "\rL|1\r";
            toHost.add(result);
            atHost += damaged(instrument.sends(result));
            if (tick % 40 == 0) {
                String order = "H|\\^&|||B\rO|" + tick + "\rL|1\r";
                toInstrument.add(order);
                atInstrument += damaged(host.sends(order));
            }
        }

        private String damaged(String wire) {
            if (wire.isEmpty() || random.nextDouble() >= noise) {
                return wire;
            }
            int at = random.nextInt(wire.length());
            return switch (random.nextInt(3)) {
                case 0 -> "";
                case 1 -> wire.substring(0, at)
                        + (char) (wire.charAt(at) ^ 1 << random.nextInt(8))
                        + wire.substring(at + 1);
                default -> wire.substring(0, at) + wire.substring(at + 1);
            };
        }
    }
}

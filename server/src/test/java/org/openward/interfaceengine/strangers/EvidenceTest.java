package org.openward.interfaceengine.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Evidence evidence = new Evidence(Clock.fixed(NOON, ZoneOffset.UTC));

    private static InetAddress host(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 1, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private long kept(InetAddress host, int messages, long bytes) {
        long kept = 0;
        for (int message = 0; message < messages; message++) {
            kept += evidence.takes(host, bytes) ? 1 : 0;
        }
        return kept;
    }

    @Test
    void of_one_address_a_number_of_messages_is_kept() {
        assertThat(kept(host(1), Evidence.MOST_MESSAGES + 5, 100)).isEqualTo(Evidence.MOST_MESSAGES);
        assertThat(evidence.takes(host(2), 100)).isTrue();
    }

    @Test
    void of_one_address_a_number_of_bytes_is_kept_and_its_first_message_whole() {
        assertThat(evidence.takes(host(1), Evidence.MOST_BYTES + 1)).isTrue();
        assertThat(evidence.takes(host(1), 1)).isFalse();
    }

    @Test
    void many_addresses_together_fill_no_disk() {
        var hosts = (int) (Evidence.MOST_BYTES_OF_ALL / Evidence.MOST_BYTES) + 3;
        long kept = 0;
        for (int host = 0; host < hosts; host++) {
            kept += kept(host(host), 1, Evidence.MOST_BYTES);
        }

        assertThat(kept * Evidence.MOST_BYTES).isEqualTo(Evidence.MOST_BYTES_OF_ALL);
    }

    @Test
    void this_very_machine_is_no_stranger() {
        var here = InetAddress.getLoopbackAddress();

        assertThat(kept(here, 2, Evidence.MOST_BYTES_OF_ALL)).isEqualTo(2);
        assertThat(evidence.takes(host(1), 1)).isTrue();
    }
}

package org.openward.interfaceengine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.UnusableFeedRequest;

class ListMessagesTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void a_list_is_of_the_last_day_but_for_what_waits_for_a_person() {
        assertThat(of(null, null).begin(NOON)).isEqualTo(NOON.minus(Duration.ofDays(1)));
        assertThat(of("processed", null).begin(NOON)).isEqualTo(NOON.minus(Duration.ofDays(1)));
        assertThat(of("held", null).begin(NOON)).isEqualTo(Instant.EPOCH);
        assertThat(of("dead", NOON.minusSeconds(60)).begin(NOON)).isEqualTo(NOON.minusSeconds(60));
    }

    @Test
    void bytes_are_shown_of_a_few_messages_at_a_time() {
        assertThat(new ListMessages(null, null, null, null, 500, null, false, null).most())
                .isEqualTo(500);
        assertThat(new ListMessages(null, null, null, null, 500, null, true, null).most())
                .isEqualTo(20);
        assertThat(new ListMessages(null, null, null, null, null, null, false, null).most())
                .isEqualTo(50);
    }

    @Test
    void what_cannot_be_listed_is_refused() {
        assertThatThrownBy(() -> of("lost", null)).isInstanceOf(UnusableFeedRequest.class);
        assertThatThrownBy(() -> new ListMessages(null, null, NOON, NOON, null, null, false, null))
                .isInstanceOf(UnusableFeedRequest.class);
        assertThatThrownBy(() -> new ListMessages(null, null, null, null, 0, null, false, null))
                .isInstanceOf(UnusableFeedRequest.class);
        assertThatThrownBy(() -> new ListMessages(null, null, null, null, 501, null, false, null))
                .isInstanceOf(UnusableFeedRequest.class);
    }

    private static ListMessages of(@Nullable String status, @Nullable Instant from) {
        return new ListMessages(null, status, from, null, null, null, false, null);
    }
}

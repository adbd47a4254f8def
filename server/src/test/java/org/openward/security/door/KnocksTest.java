package org.openward.security.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.security.door.DoorBook.Visitor;
import org.openward.security.door.Knocks.Count;
import org.openward.security.door.Knocks.Knock;
import org.openward.security.door.Knocks.Known;
import org.openward.tenancy.TenantId;
import org.openward.testing.MovableClock;

class KnocksTest {
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private static final Deed REFUSED = Deed.refused(Activity.REST, Action.READ, "read", "HTTP 401: No access token.");

    private final MovableClock clock = new MovableClock(TEN.plusSeconds(20));
    private final Knocks knocks = new Knocks(clock);

    @Test
    void of_a_flood_from_one_address_the_first_get_rows_and_the_others_are_counted_once_a_minute() {
        var flood = from("10.0.0.7");

        var rows = rows(1000, flood);
        clock.moveTo(TEN.plusSeconds(59));
        var during = knocks.finished();
        clock.moveTo(TEN.plusSeconds(60));
        var after = knocks.finished();

        assertThat(rows).isEqualTo(Knocks.FIRST);
        assertThat(during).isEmpty();
        assertThat(after).containsExactly(new Count(flood, 1000 - Knocks.FIRST, TEN));
        assertThat(knocks.finished()).isEmpty();
    }

    @Test
    void one_address_does_not_use_up_the_rows_of_another() {
        rows(1000, from("10.0.0.7"));

        assertThat(rows(1, from("10.0.0.8"))).isOne();
    }

    @Test
    void the_next_minute_begins_a_new_page() {
        rows(1000, from("10.0.0.7"));

        clock.moveTo(TEN.plusSeconds(61));
        knocks.finished();

        assertThat(rows(1000, from("10.0.0.7"))).isEqualTo(Knocks.FIRST);
    }

    @Test
    void a_flood_from_everywhere_leaves_a_bounded_number_of_rows_and_loses_no_count() {
        var rows = IntStream.range(0, 50_000)
                .mapToLong(address -> rows(1, from("10.1." + address)))
                .sum();
        clock.moveTo(TEN.plusSeconds(60));
        var counts = knocks.finished();

        assertThat(rows).isEqualTo(Knocks.ROWS);
        assertThat(counts)
                .hasSize(Knocks.ADDRESSES + 1)
                .anyMatch(count -> count.knock().address().equals(Knocks.MANY));
        assertThat(rows + counts.stream().mapToLong(Count::times).sum()).isEqualTo(50_000);
    }

    @Test
    void a_crowd_of_strangers_leaves_rows_and_counts_to_those_with_a_name() {
        IntStream.range(0, 1000).forEach(address -> rows(10, from("10.1." + address)));
        var guesses = new Knock(TenantId.DEFAULT, REFUSED, "10.0.0.7", Known.CLAIM, Visitor.person("dr.rao"));
        var other = new Knock(TenantId.DEFAULT, REFUSED, "10.0.0.7", Known.CLAIM, Visitor.person("dr.sen"));
        var thief = new Knock(TenantId.DEFAULT, REFUSED, "10.0.0.7", Known.IDENTITY, Visitor.client("demo"));

        assertThat(rows(7, guesses)).isEqualTo(Knocks.FIRST);
        assertThat(rows(1, other)).isOne();
        assertThat(rows(1, thief)).isOne();
        clock.moveTo(TEN.plusSeconds(60));
        assertThat(knocks.finished()).contains(new Count(guesses, 7 - Knocks.FIRST, TEN));
    }

    private long rows(int times, Knock knock) {
        return IntStream.range(0, times)
                .filter(time -> knocks.deservesRow(knock))
                .count();
    }

    private static Knock from(String address) {
        return new Knock(TenantId.DEFAULT, REFUSED, address, Known.NOTHING, Visitor.client(null));
    }
}

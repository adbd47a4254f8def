package org.openward.security.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openward.security.perimeter.PerimeterSettings.Anonymous;
import org.openward.security.perimeter.PerimeterSettings.SignIn;
import org.openward.security.perimeter.PerimeterSettings.Tier;
import org.openward.testing.AtOnce;
import org.openward.testing.MovableClock;

class LimitsTest {
    private static final String HERE = "192.0.2.7";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T08:00:00Z"));
    private final Limits limits = new Limits(settings(), clock);

    private static PerimeterSettings settings() {
        return new PerimeterSettings(
                List.of("10.0.0.0/8"),
                Map.of("bulk", new Tier(100, 1000), "standard", new Tier(2, 5)),
                Map.of("loader", "bulk"),
                Map.of("laboratory", List.of("192.0.2.0/24", "2001:db8::/32")),
                new Anonymous(1, 3),
                new SignIn(10, 100, 4, 6));
    }

    private long requests(int count, String client, String address) {
        return IntStream.range(0, count)
                .mapToLong(number -> limits.countRequest(client, client, address))
                .filter(wait -> wait == Limits.NONE)
                .count();
    }

    @Test
    void a_client_may_ask_for_its_burst_and_then_as_fast_as_its_tier_allows() {
        assertThat(requests(20, "portal", HERE)).isEqualTo(5);
        assertThat(limits.countRequest("portal", "portal", HERE)).isEqualTo(1);

        clock.moveTo(clock.instant().plusSeconds(1));

        assertThat(requests(20, "portal", HERE)).isEqualTo(2);
    }

    @Test
    void each_client_and_each_of_its_people_has_a_budget_of_its_own() {
        requests(20, "portal", HERE);

        assertThat(requests(20, "other", HERE)).isEqualTo(5);
        assertThat(limits.countRequest("portal", "asha", HERE)).isEqualTo(Limits.NONE);
        assertThat(requests(2000, "loader", HERE)).isEqualTo(1000);
    }

    @Test
    void neighbours_without_limits_are_not_counted() {
        assertThat(requests(20, "portal", "10.1.2.3")).isEqualTo(20);
        IntStream.range(0, 20).forEach(time -> limits.failed("portal", "10.1.2.3"));
        assertThat(limits.waitAfterFailures("portal", "10.1.2.3")).isEqualTo(Limits.NONE);
    }

    @Test
    void of_many_at_once_no_more_get_through_than_the_burst() throws InterruptedException {
        var through = new AtomicInteger();

        AtOnce.all(16, client -> () -> through.addAndGet((int) requests(10, "portal", HERE)));

        assertThat(through).hasValue(5);
    }

    @Test
    void an_address_that_fails_waits_whatever_name_it_gives() {
        IntStream.range(0, 4).forEach(time -> limits.failed("guess-" + time, HERE));

        assertThat(limits.waitAfterFailures("any", HERE)).isBetween(1L, 15L);
        assertThat(limits.waitAfterFailures(null, HERE)).isPositive();
        assertThat(limits.waitAfterFailures("any", "192.0.2.8")).isEqualTo(Limits.NONE);
        clock.moveTo(clock.instant().plusSeconds(16));
        assertThat(limits.waitAfterFailures("any", HERE)).isEqualTo(Limits.NONE);
    }

    @Test
    void a_name_that_fails_from_everywhere_waits_but_where_it_was_proved() {
        limits.succeeded("portal", HERE);
        IntStream.range(0, 6).forEach(time -> limits.failed("portal", "198.51.100." + time));

        assertThat(limits.waitAfterFailures("portal", "203.0.113.1")).isPositive();
        assertThat(limits.waitAfterFailures("portal", HERE)).isEqualTo(Limits.NONE);
        assertThat(limits.waitAfterFailures("other", "203.0.113.1")).isEqualTo(Limits.NONE);
    }

    @Test
    void a_network_of_ipv6_is_one_visitor() {
        IntStream.range(0, 4).forEach(time -> limits.failed(null, "2001:db8:1:2::" + time));

        assertThat(limits.waitAfterFailures(null, "2001:db8:1:2:ffff::9")).isPositive();
        assertThat(limits.waitAfterFailures(null, "2001:db8:1:3::9")).isEqualTo(Limits.NONE);
    }

    @Test
    void a_client_comes_from_where_it_may() {
        assertThat(limits.mayComeFrom("laboratory", HERE)).isTrue();
        assertThat(limits.mayComeFrom("laboratory", "2001:db8::5")).isTrue();
        assertThat(limits.mayComeFrom("laboratory", "198.51.100.1")).isFalse();
        assertThat(limits.mayComeFrom("portal", "198.51.100.1")).isTrue();
    }

    @Test
    void many_visitors_take_no_more_memory_than_fifty_thousand() {
        var budgets = new Budgets(clock);

        IntStream.range(0, 200_000).forEach(visitor -> budgets.take("v" + visitor, Budgets.Size.perSecond(1, 1)));

        assertThat(budgets.visitors()).isLessThanOrEqualTo(50_000);
    }

    @Test
    void settings_that_cannot_be_meant_are_refused() {
        assertThatThrownBy(() -> new PerimeterSettings(
                        List.of(),
                        Map.of(),
                        Map.of("a", "no-such-tier"),
                        Map.of(),
                        new Anonymous(1, 1),
                        new SignIn(1, 1, 1, 1)))
                .hasMessageContaining("no-such-tier");
        assertThatThrownBy(() -> new PerimeterSettings(
                        List.of("here"), Map.of(), Map.of(), Map.of(), new Anonymous(1, 1), new SignIn(1, 1, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

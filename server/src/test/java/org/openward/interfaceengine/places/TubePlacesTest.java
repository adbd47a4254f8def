package org.openward.interfaceengine.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.law.TubePlace;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.testing.MovableClock;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class TubePlacesTest {
    private static final Instant MORNING = Instant.parse("2026-11-22T08:00:00Z");
    private static final TubePlace RACK = new TubePlace("R-7", "", "", "");

    private final TenantId clinic = Tenancy.aClinic();
    private final MovableClock clock = new MovableClock(MORNING);
    private final TubePlaces places = new TubePlaces(Postgres.jdbc(), clock);

    @Test
    void the_tubes_of_a_rack_are_told_in_the_order_of_their_positions() {
        put("ten", inRack("10"));
        put("two", inRack("2"));
        put("elsewhere", new TubePlace("R-8", "1", "", ""));
        put("somewhere", inRack(""));

        assertThat(standing(RACK)).containsExactly("somewhere", "two", "ten");
        assertThat(standing(inRack("10"))).containsExactly("ten");
        assertThat(standing(inRack("11"))).isEmpty();
        assertThat(standing(TubePlace.UNKNOWN)).isEmpty();
    }

    @Test
    void the_tubes_of_a_tray_are_told_also_those_in_racks_on_it() {
        put("b1", new TubePlace("", "", "T-1", "B1"));
        put("a2", new TubePlace("R-2", "2", "T-1", "A"));
        put("a1", new TubePlace("R-2", "1", "T-1", "A"));

        assertThat(standing(new TubePlace("", "", "T-1", ""))).containsExactly("a1", "a2", "b1");
        assertThat(standing(new TubePlace("", "", "T-1", "B1"))).containsExactly("b1");
        assertThat(standing(new TubePlace("R-2", "", "", ""))).containsExactly("a1", "a2");
    }

    @Test
    void a_tube_that_is_put_elsewhere_is_no_longer_where_it_was() {
        put("tube", inRack("3"));

        put("tube", new TubePlace("R-8", "1", "", ""));

        assertThat(standing(RACK)).isEmpty();
        assertThat(standing(new TubePlace("R-8", "", "", ""))).containsExactly("tube");
    }

    @Test
    void a_tube_in_whose_position_another_is_put_stands_nowhere_also_when_that_one_goes() {
        put("first", inRack("3"));
        put("second", inRack("3"));
        assertThat(standing(inRack("3"))).containsExactly("second");

        put("second", new TubePlace("R-8", "1", "", ""));

        assertThat(standing(RACK)).isEmpty();
    }

    @Test
    void a_specimen_says_no_more_than_it_says_now() {
        put("tube", inRack("3"));

        as(clinic, () -> {
            places.enter("of tube", List.of());
            return List.of();
        });

        assertThat(standing(RACK)).isEmpty();
    }

    @Test
    void what_was_said_a_day_ago_is_not_believed() {
        put("tube", inRack("3"));
        clock.moveTo(MORNING.plus(Duration.ofHours(23)));
        assertThat(standing(RACK)).containsExactly("tube");

        clock.moveTo(MORNING.plus(Duration.ofHours(25)));

        assertThat(standing(RACK)).isEmpty();
    }

    @Test
    void the_racks_of_another_tenant_are_others() {
        put("tube", inRack("3"));

        assertThat(as(Tenancy.aClinic(), () -> places.in(RACK))).isEmpty();
    }

    private static TubePlace inRack(String position) {
        return new TubePlace("R-7", position, "", "");
    }

    private void put(String tube, TubePlace place) {
        as(clinic, () -> {
            places.enter("of " + tube, List.of(new PlacedTube(tube, "of " + tube, place)));
            return List.of();
        });
    }

    private Stream<String> standing(TubePlace asked) {
        return as(clinic, () -> places.in(asked)).stream().map(PlacedTube::number);
    }

    private static List<PlacedTube> as(TenantId tenant, Supplier<List<PlacedTube>> work) {
        return Acting.as(
                Tenancy.aClerkOf(tenant), () -> Postgres.inTransaction().execute(status -> work.get()));
    }
}

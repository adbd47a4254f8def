package org.openward.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openward.audit.witness.Recollection.Moment;
import org.openward.audit.witness.Search.Row;

/** The chain ends at transaction 100 when the server begins. */
class RecollectionTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LATER = NOON.plus(Duration.ofMinutes(61));
    private static final int MOST = 3;
    private static final int PAGE = 2;

    private final Recollection mind = new Recollection(100, MOST);
    private final List<Row> database = new ArrayList<>();
    private int sequence;
    private int read;

    private static UUID idAt(Instant moment) {
        return new UUID(moment.toEpochMilli() << 16 | 0x7000L, UUID.randomUUID().getLeastSignificantBits());
    }

    private UUID committed(long transaction) {
        var row = idAt(NOON);
        mind.writing(row, NOON);
        mind.written(row);
        isThere(row, transaction);
        return row;
    }

    private void isThere(UUID row, long transaction) {
        database.add(new Row(row, transaction, ++sequence));
    }

    private void isDeleted(UUID row) {
        database.removeIf(kept -> kept.id().equals(row));
    }

    /** As the witness does it twice a second. */
    private List<Discrepancy> glance(Moment moment, Instant now) {
        mind.gather();
        mind.date(moment, now);
        return mind.due(moment).map(search -> concluded(search, now)).orElse(List.of());
    }

    private List<Discrepancy> concluded(Search search, Instant now) {
        var rows = database.stream()
                .filter(row -> row.transaction() >= search.from())
                .filter(row -> Long.compareUnsigned(row.transaction(), search.until()) < 0)
                .toList();
        var from = 0;
        var mayBeMore = true;
        while (mayBeMore) {
            var page = rows.subList(from, Math.min(rows.size(), from + PAGE));
            read += page.size();
            from += page.size();
            mayBeMore = search.seen(page, PAGE);
        }
        return mind.conclude(search, now);
    }

    private static Moment quiet(long transaction) {
        return new Moment(transaction, transaction, transaction);
    }

    @Test
    void a_row_is_forgotten_when_the_chain_holds_it() {
        committed(110);
        committed(120);
        committed(130);

        assertThat(glance(new Moment(125, 125, 131), NOON)).isEmpty();
        assertThat(mind.isEmpty()).isFalse();
        assertThat(glance(quiet(140), NOON)).isEmpty();
        assertThat(mind.isEmpty()).isTrue();
        assertThat(mind.settled()).isEqualTo(140);
    }

    @Test
    void what_was_recorded_two_hours_before_its_commit_is_no_strangers() {
        var row = idAt(NOON.minus(Duration.ofHours(2)));
        mind.writing(row, NOON);
        assertThat(glance(quiet(110), NOON)).isEmpty();
        mind.written(row);
        isThere(row, 115);

        assertThat(glance(quiet(120), NOON)).isEmpty();
        assertThat(mind.isEmpty()).isTrue();
    }

    @Test
    void what_failed_to_commit_is_forgotten_after_an_hour() {
        mind.writing(idAt(NOON), NOON);

        assertThat(glance(quiet(110), LATER)).isEmpty();

        assertThat(mind.isEmpty()).isTrue();
    }

    @Test
    void while_an_open_transaction_holds_the_chain_nothing_is_read() {
        committed(110);
        committed(120);

        for (var begun = 130; begun < 160; begun += 10) {
            assertThat(glance(new Moment(100, 105, begun), NOON)).isEmpty();
        }

        assertThat(read).isZero();
        assertThat(glance(quiet(170), NOON)).isEmpty();
        assertThat(read).isEqualTo(2);
    }

    @Test
    void a_row_that_is_gone_is_missed_when_the_chain_is_beyond_it() {
        isDeleted(committed(110));
        committed(120);
        assertThat(glance(new Moment(100, 105, 121), NOON)).isEmpty();

        assertThat(glance(quiet(130), NOON)).singleElement().returns(true, Discrepancy::isMissing);
        assertThat(glance(quiet(140), NOON)).isEmpty();
    }

    @Test
    void a_row_that_may_not_be_chained_yet_is_not_missed() {
        committed(110);
        assertThat(glance(new Moment(100, 105, 121), NOON)).isEmpty();

        assertThat(glance(new Moment(108, 108, 125), NOON)).isEmpty();
        assertThat(mind.isEmpty()).isFalse();
    }

    @Test
    void the_only_row_that_is_gone_is_missed_although_the_chain_does_not_move() {
        isDeleted(committed(110));
        assertThat(glance(new Moment(100, 105, 121), NOON)).isEmpty();

        assertThat(glance(new Moment(100, 121, 122), NOON)).singleElement().returns(true, Discrepancy::isMissing);
        assertThat(mind.isEmpty()).isTrue();
    }

    @Test
    void where_sealing_has_fallen_behind_one_page_is_read_and_nothing_said() {
        committed(110);
        committed(111);
        isDeleted(committed(112));
        assertThat(glance(new Moment(100, 105, 121), NOON)).isEmpty();

        assertThat(glance(new Moment(100, 121, 122), NOON)).isEmpty();
        assertThat(read).isEqualTo(PAGE);
        assertThat(glance(quiet(130), NOON)).singleElement().returns(true, Discrepancy::isMissing);
    }

    @Test
    void a_row_that_was_slipped_in_is_told_of_once() {
        isThere(idAt(NOON), 110);

        assertThat(concluded(mind.everything(new Moment(100, 105, 121)), NOON))
                .singleElement()
                .returns(false, Discrepancy::isMissing);
        assertThat(glance(quiet(130), NOON)).isEmpty();
        assertThat(mind.isEmpty()).isTrue();
    }

    @Test
    void who_was_asked_to_remember_too_much_accuses_nobody_until_all_that_is_chained() {
        for (var transaction = 110; transaction < 115; transaction++) {
            committed(transaction);
        }
        assertThat(glance(new Moment(112, 112, 115), NOON)).isEmpty();
        assertThat(glance(new Moment(113, 113, 115), LATER)).isEmpty();
        assertThat(glance(quiet(120), LATER)).isEmpty();
        assertThat(mind.isEmpty()).isTrue();
        assertThat(glance(quiet(121), LATER)).isEmpty();

        isThere(idAt(NOON), 122);

        assertThat(glance(quiet(130), LATER)).singleElement().returns(false, Discrepancy::isMissing);
    }

    @Test
    void who_remembers_nothing_need_not_look_further_back_than_the_chain_ends() {
        mind.settle(500);
        assertThat(mind.settled()).isEqualTo(500);

        committed(510);
        mind.settle(600);

        assertThat(mind.settled()).isEqualTo(500);
    }
}

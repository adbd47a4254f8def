package org.openward.numbering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;
import org.springframework.dao.DataAccessException;

class NumberSeriesTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    private final NumberSeries numbers = new NumberSeries(Postgres.jdbc());
    private final TenantId clinic = Tenancy.aClinic();

    @Test
    void thirty_two_clerks_get_bill_numbers_without_gap_or_double_though_every_third_gives_up() throws Exception {
        AtOnce.all(32, person -> () -> {
            for (int bill = 0; bill < 5; bill++) {
                draw(() -> numbers.nextGapless(Series.INVOICE, DAY), (person + bill) % 3 == 0);
            }
            return person;
        });

        var drawn = issued("invoice");

        assertThat(drawn).hasSizeBetween(100, 115).isEqualTo(fromOneTo(drawn.size()));
    }

    @Test
    void thirty_two_registrars_get_different_medical_record_numbers() throws Exception {
        var outcomes = AtOnce.all(32, person -> () -> draw(() -> numbers.next(Series.MRN), false));

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        assertThat(outcomes.stream().map(outcome -> outcome.result().get(0))).doesNotHaveDuplicates();
    }

    @Test
    void nobody_waits_for_anothers_medical_record_number() {
        draw(() -> numbers.next(Series.MRN), false);

        var second = inTransaction(() -> {
            numbers.next(Series.MRN);
            return CompletableFuture.supplyAsync(() -> draw(() -> numbers.next(Series.MRN), false))
                    .orTimeout(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS)
                    .join();
        });

        assertThat(second).isEqualTo("MRN00000003");
    }

    @Test
    void each_clinic_counts_for_itself_and_writes_numbers_its_own_way() {
        var other = Tenancy.aClinic();
        Acting.as(Tenancy.aClerkOf(other), () -> inTransaction(() -> writesBills("B", 3, 4)));

        var ours = draw(() -> numbers.nextGapless(Series.INVOICE, DAY), false);
        var theirs = Acting.as(
                Tenancy.aClerkOf(other),
                () -> inTransaction(() -> numbers.nextGapless(Series.INVOICE, LocalDate.of(2027, 3, 31))));

        assertThat(ours).isEqualTo("INV-2026-000001");
        assertThat(theirs).isEqualTo("B2026-001");
    }

    @Test
    void a_new_year_begins_with_one() {
        draw(() -> numbers.nextGapless(Series.INVOICE, LocalDate.of(2026, 12, 31)), false);

        var first = draw(() -> numbers.nextGapless(Series.INVOICE, LocalDate.of(2027, 1, 1)), false);

        assertThat(first).isEqualTo("INV-2027-000001");
    }

    @Test
    void a_number_that_was_brought_along_is_not_given_out_again() {
        draw(() -> numbers.take(Series.MRN, "MRN00000001"), false);

        var drawn = draw(() -> numbers.next(Series.MRN), false);

        assertThat(drawn).isEqualTo("MRN00000002");
    }

    @Test
    void the_application_cannot_turn_a_gap_free_series_back_nor_take_a_number_away() {
        draw(() -> numbers.nextGapless(Series.INVOICE, DAY), false);
        draw(() -> numbers.nextGapless(Series.INVOICE, DAY), false);

        assertRefused("update openward.gapless_number set n = 1");
        assertRefused("update openward.gapless_number set n = 99");
        assertRefused("delete from openward.gapless_number");
        assertRefused("delete from openward.issued_number");
        assertRefused("update openward.issued_number set number = 'INV-2026-000099'");
    }

    private void assertRefused(String statement) {
        assertThatThrownBy(() -> draw(() -> Postgres.jdbc().sql(statement).update(), false))
                .isInstanceOf(DataAccessException.class);
    }

    private <T> T draw(Supplier<T> draw, boolean givesUp) {
        return Acting.as(
                Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction().execute(status -> {
                    var drawn = draw.get();
                    if (givesUp) {
                        status.setRollbackOnly();
                    }
                    return drawn;
                }));
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Acting.ifAny().isPresent() ? Postgres.inTransaction().execute(status -> work.get()) : draw(work, false);
    }

    private static int writesBills(String prefix, int width, int firstMonth) {
        return Postgres.jdbc()
                .sql(
                        """
                        insert into openward.number_format (tenant_id, series, prefix, width, first_month)
                        values (:tenant, 'invoice', :prefix, :width, :month)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("prefix", prefix)
                .param("width", width)
                .param("month", firstMonth)
                .update();
    }

    private List<String> issued(String series) {
        return draw(
                () -> Postgres.jdbc()
                        .sql("select number from openward.issued_number where series = :series order by number")
                        .param("series", series)
                        .query(String.class)
                        .list(),
                false);
    }

    private static List<String> fromOneTo(int last) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(number -> String.format("INV-2026-%06d", number))
                .toList();
    }
}

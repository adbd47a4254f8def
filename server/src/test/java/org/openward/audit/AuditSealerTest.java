package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.tenancy.Acting;
import org.openward.testing.Postgres;
import org.springframework.jdbc.core.JdbcTemplate;

@Timeout(60)
class AuditSealerTest {
    private static final int WRITERS = 16;
    private static final int ROWS_EACH = 100;

    private final TrailForTests hospital = new TrailForTests();

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void a_row_that_got_its_number_early_and_commits_late_is_not_skipped() throws Exception {
        var written = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var slow = Executors.newSingleThreadExecutor();
        var commit = slow.submit(() -> recordSlowly(written, mayCommit));
        assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
        hospital.read("Patient", "late-number-early-commit");
        hospital.sealed();
        var sealedBefore = sealedRows();

        mayCommit.countDown();
        commit.get(20, TimeUnit.SECONDS);
        hospital.sealed();

        assertThat(sealedBefore).isZero();
        assertThat(sealedRows()).isEqualTo(2);
        assertThat(hospital.inspected().findings()).isEmpty();
        slow.shutdown();
    }

    @Test
    void while_an_open_transaction_holds_the_chain_no_row_is_read_again_and_again() throws Exception {
        var written = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var slow = Executors.newSingleThreadExecutor();
        var commit = slow.submit(() -> recordSlowly(written, mayCommit));
        assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
        for (var number = 0; number < ROWS_EACH; number++) {
            hospital.read("Patient", "waits-" + number);
        }
        hospital.asked.clear();

        for (var round = 0; round < 3; round++) {
            hospital.sealed();
        }

        assertThat(hospital.asked).isNotEmpty().noneMatch(statement -> statement.contains("openward.audit_event"));
        mayCommit.countDown();
        commit.get(20, TimeUnit.SECONDS);
        await().untilAsserted(() -> {
            hospital.sealed();
            assertThat(sealedRows()).isEqualTo(ROWS_EACH + 1);
            assertThat(hospital.witness.remembers(hospital.tenant)).isFalse();
        });
        assertThat(hospital.inspected().isWhole()).isTrue();
        slow.shutdown();
    }

    private void recordSlowly(CountDownLatch written, CountDownLatch mayCommit) {
        Acting.as(hospital.nurse(), () -> Postgres.inTransaction().executeWithoutResult(status -> {
            var row = AuditRow.of(hospital.reading("Patient", "early-number-late-commit"), Clock.systemUTC());
            hospital.witness.writing(hospital.tenant, List.of(row.id()));
            new AuditRows(new JdbcTemplate(Postgres.application())).add(List.of(row), hospital.witness.server());
            written.countDown();
            awaitUninterrupted(mayCommit);
        }));
    }

    @Test
    void sixteen_writers_and_two_sealers_leave_every_row_sealed_once_and_none_is_missed() throws Exception {
        var threads = Executors.newFixedThreadPool(WRITERS + 2);
        var writing = new AtomicBoolean(true);
        var sealers = List.of(threads.submit(() -> sealWhile(writing)), threads.submit(() -> sealWhile(writing)));

        var writers = IntStream.range(0, WRITERS)
                .mapToObj(writer -> threads.submit(() -> writeMany("w" + writer)))
                .toList();
        for (var writer : writers) {
            writer.get(40, TimeUnit.SECONDS);
        }
        writing.set(false);
        for (var sealer : sealers) {
            sealer.get(10, TimeUnit.SECONDS);
        }
        hospital.sealed();
        threads.shutdown();

        // Every seventh transaction is rolled back and leaves a hole in the numbers.
        var kept = WRITERS * (ROWS_EACH - ROWS_EACH / 7 - 1);
        assertThat(hospital.idsRead()).hasSize(kept);
        assertThat(sealedRows()).isEqualTo(kept);
        assertThat(hospital.sealer.newest(hospital.tenant).orElseThrow().number())
                .isGreaterThan(1);
        assertThat(hospital.inspected()).returns(kept, AuditReport::checked).returns(true, AuditReport::isWhole);
    }

    private void sealWhile(AtomicBoolean writing) {
        while (writing.get()) {
            hospital.sealed();
        }
    }

    private void writeMany(String writer) {
        for (var number = 0; number < ROWS_EACH; number++) {
            var entry = hospital.reading("Patient", writer + "-" + number);
            var isRolledBack = number % 7 == 0;
            Acting.as(hospital.nurse(), () -> Postgres.inTransaction().executeWithoutResult(status -> {
                hospital.trail.record(entry);
                if (isRolledBack) {
                    status.setRollbackOnly();
                }
            }));
        }
    }

    @Test
    void nothing_waits_any_longer_once_everything_is_sealed() {
        hospital.read("Patient", "anna");
        var before = hospital.sealer.lag(hospital.tenant);

        hospital.sealed();

        assertThat(before).isPositive();
        assertThat(hospital.sealer.lag(hospital.tenant)).isEqualTo(Duration.ZERO);
    }

    private int sealedRows() {
        return Acting.as(hospital.nurse(), () -> Postgres.jdbc()
                .sql("select coalesce(sum(row_count), 0) from openward.audit_block")
                .query(Integer.class)
                .single());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Nobody let go.");
            }
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }
}

package org.openward.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.database.DatabaseForTests;
import org.openward.startup.StartRefused;
import org.openward.testing.FullRun;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

@Timeout(180)
class BackupTest {
    private final Path folder = DatabaseForTests.folder();
    private final Path hospital = folder.resolve("hospital");
    private final Path backup = folder.resolve("backup.tar.gz");

    @AfterEach
    void without_the_folder_afterwards() throws Exception {
        FileSystemUtils.deleteRecursively(folder);
    }

    @Test
    void a_backup_of_the_running_server_restores_everything_committed_before_it() throws Exception {
        try (var running = LocalPostgres.startedIn(hospital, DatabaseForTests.PROGRAMS)) {
            var ledger = ledgerIn(running);
            var committed = new AtomicInteger();
            var closing = new AtomicBoolean();
            var cashier = new Thread(() -> {
                while (!closing.get()) {
                    book(ledger);
                    committed.incrementAndGet();
                }
            });
            cashier.start();
            while (committed.get() < 100) {
                Thread.onSpinWait();
            }

            var before = committed.get();
            new Backup(hospital, Clock.systemUTC()).writeTo(backup);
            var after = committed.get();
            closing.set(true);
            cashier.join();

            assertThat(entriesAfterRestore()).isBetween(before, after + 1);
        }
    }

    @Test
    void a_backup_of_a_stopped_server_restores_the_very_same_ledger() throws Exception {
        try (var running = LocalPostgres.startedIn(hospital, DatabaseForTests.PROGRAMS)) {
            var ledger = ledgerIn(running);
            for (var entry = 0; entry < 50; entry++) {
                book(ledger);
            }
        }

        new Backup(hospital, Clock.systemUTC()).writeTo(backup);

        assertThat(entriesAfterRestore()).isEqualTo(50);
    }

    @Test
    void a_folder_with_something_in_it_is_left_alone() throws Exception {
        Files.writeString(backup, "anything");
        var occupied = Files.createDirectories(folder.resolve("occupied"));
        Files.writeString(occupied.resolve("note.txt"), "mine");

        assertThatThrownBy(() -> Restore.of(backup).into(occupied))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("is not empty");
        assertThat(occupied.resolve("note.txt")).hasContent("mine");
    }

    @Test
    @FullRun
    void a_backup_that_was_cut_short_is_refused_and_leaves_nothing() throws Exception {
        LocalPostgres.startedIn(hospital, DatabaseForTests.PROGRAMS).close();
        new Backup(hospital, Clock.systemUTC()).writeTo(backup);
        var whole = Files.readAllBytes(backup);
        Files.write(backup, Arrays.copyOf(whole, whole.length - 1000));

        assertThatThrownBy(() -> Restore.of(backup).into(folder.resolve("restored")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("is no complete OpenWard backup");
        assertThat(folder.resolve("restored/postgres")).doesNotExist();
    }

    private int entriesAfterRestore() throws Exception {
        var restored = folder.resolve("restored");
        Restore.of(backup).into(restored, DatabaseForTests.PROGRAMS);
        try (var running = LocalPostgres.startedIn(restored, DatabaseForTests.PROGRAMS)) {
            var ledger = owner(running);
            var entries = ledger.queryForObject("select count(*) from public.ledger", Integer.class);
            assertThat(ledger.queryForObject("select coalesce(sum(amount), 0) from public.ledger", Integer.class))
                    .isZero();
            return entries == null ? 0 : entries / 2;
        }
    }

    private static JdbcTemplate ledgerIn(LocalPostgres running) {
        var owner = owner(running);
        owner.execute("create table public.ledger (account text not null, amount integer not null)");
        return owner;
    }

    /** A debit and a credit, or neither. */
    private static void book(JdbcTemplate ledger) {
        ledger.update("insert into public.ledger values ('cash', 5), ('revenue', -5)");
    }

    private static JdbcTemplate owner(LocalPostgres running) {
        return new JdbcTemplate(new DriverManagerDataSource(
                running.url(), LocalPostgres.OWNER, running.passwordOf(LocalPostgres.OWNER)));
    }
}

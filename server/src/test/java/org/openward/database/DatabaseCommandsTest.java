package org.openward.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.postgres.LocalPostgres;
import org.springframework.util.FileSystemUtils;

@Timeout(180)
class DatabaseCommandsTest {
    private final Path folder = DatabaseForTests.folder();
    private final Path hospital = folder.resolve("hospital");
    private final Path backup = folder.resolve("backup.tar.gz");

    @AfterEach
    void without_the_folder_afterwards() throws Exception {
        FileSystemUtils.deleteRecursively(folder);
    }

    @Test
    void a_backup_is_for_its_user_only_and_never_goes_over_another_file() throws Exception {
        LocalPostgres.startedIn(hospital, DatabaseForTests.PROGRAMS).close();
        String[] command = {"backup", "--to=" + backup, "--openward.data-dir=" + hospital};

        assertThat(DatabaseCommands.carryOut(Clock.systemUTC(), command)).isZero();
        assertThat(DatabaseCommands.carryOut(Clock.systemUTC(), command)).isNotZero();

        assertThat(Files.getPosixFilePermissions(backup)).hasSize(2);
    }

    @Test
    void what_is_no_command_starts_the_server() {
        assertThat(DatabaseCommands.asked("backup", "--to=x")).isTrue();
        assertThat(DatabaseCommands.asked("restore", "--from=x")).isTrue();
        assertThat(DatabaseCommands.asked("--server.port=80")).isFalse();
        assertThat(DatabaseCommands.asked()).isFalse();
    }

    @Test
    void a_command_without_its_file_is_refused() {
        assertThat(DatabaseCommands.carryOut(Clock.systemUTC(), "restore")).isNotZero();
    }
}

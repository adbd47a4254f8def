package org.openward.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openward.database.DatabaseForTests;
import org.openward.testing.FullRun;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

@Timeout(180)
@FullRun
class DataFolderOfOneServerTest {
    private final Path folder = DatabaseForTests.folder();

    @AfterEach
    void without_the_folder_afterwards() throws Exception {
        FileSystemUtils.deleteRecursively(folder);
    }

    @Test
    void what_was_committed_survives_kill_9_and_the_orphaned_postgres_is_stopped() throws Exception {
        Postmaster orphan;
        try (var killed = ServerProcess.in(folder)) {
            killed.awaitReady();
            owner().update("update openward.tenant set name = 'St. Elsewhere'");
            orphan = postmaster();
            killed.kill();
        }
        assertThat(orphan.isAlive()).isTrue();

        try (var next = ServerProcess.in(folder)) {
            next.awaitReady();

            var name = owner().queryForObject("select name from openward.tenant", String.class);

            assertThat(name).isEqualTo("St. Elsewhere");
            assertThat(orphan.isAlive()).isFalse();
        }
    }

    @Test
    void a_stopped_server_stops_its_postgres() throws Exception {
        try (var server = ServerProcess.in(folder)) {
            server.awaitReady();
            var postmaster = postmaster();

            server.stop();

            assertThat(postmaster.isAlive()).isFalse();
            assertThat(folder.resolve("postgres/postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void a_second_server_on_the_same_folder_is_refused_in_one_line() throws Exception {
        try (var first = ServerProcess.in(folder);
                var second = secondAfter(first)) {
            assertThat(second.lastWords())
                    .containsExactly("OpenWard cannot start: The data folder " + folder
                            + " is in use by another OpenWard. Stop that one, or choose another folder with"
                            + " --openward.data-dir=FOLDER.");
            assertThat(second.exitCode()).isNotZero();
            assertThat(postmaster().isAlive()).isTrue();
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_refused_in_one_line() throws Exception {
        var file = Files.createFile(folder.resolve("a-file"));

        try (var server = ServerProcess.in(file.resolve("data"))) {
            assertThat(server.lastWords())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "OpenWard cannot start: The data folder " + file.resolve("data") + " cannot be written");
            assertThat(server.exitCode()).isNotZero();
        }
    }

    @Test
    void an_unreachable_database_is_refused_in_one_line() throws Exception {
        try (var server = ServerProcess.started("--openward.database.url=jdbc:postgresql://127.0.0.1:1/openward")) {
            assertThat(server.lastWords())
                    .singleElement()
                    .asString()
                    .startsWith("OpenWard cannot start: The database jdbc:postgresql://127.0.0.1:1/openward")
                    .contains("refused");
            assertThat(server.exitCode()).isNotZero();
        }
    }

    @Test
    void a_wrong_password_of_the_database_is_refused_in_one_line() throws Exception {
        var url = DatabaseForTests.shared().url();

        try (var server =
                ServerProcess.started("--openward.database.url=" + url, "--openward.database.owner.password=wrong")) {
            assertThat(server.lastWords())
                    .singleElement()
                    .asString()
                    .contains("does not let openward_owner in")
                    .contains("password authentication failed");
            assertThat(server.exitCode()).isNotZero();
        }
    }

    @Test
    void an_unknown_setting_is_refused_in_one_line_before_anything_is_written() throws Exception {
        try (var server = ServerProcess.started("--openward.data-dri=" + folder.resolve("new"))) {
            assertThat(server.lastWords())
                    .containsExactly("OpenWard cannot start: There is no setting openward.data-dri. Did you mean"
                            + " openward.data-dir? All settings are in docs/configuration.md.");
            assertThat(server.exitCode()).isNotZero();
            assertThat(folder.resolve("new")).doesNotExist();
        }
    }

    @Test
    void the_generated_passwords_are_for_the_servers_user_only() throws Exception {
        try (var running = LocalPostgres.startedIn(folder, DatabaseForTests.PROGRAMS)) {
            var rights = Files.getPosixFilePermissions(folder.resolve(Backup.PASSWORDS));

            assertThat(PosixFilePermissions.toString(rights)).isEqualTo("rw-------");
            assertThat(running.passwordOf(LocalPostgres.OWNER)).hasSize(48);
            assertThat(folder.resolve("postgres-initial-password")).doesNotExist();
        }
    }

    private ServerProcess secondAfter(ServerProcess first) throws Exception {
        first.awaitReady();
        return ServerProcess.in(folder);
    }

    private Postmaster postmaster() throws Exception {
        return Postmaster.of(folder.resolve(Backup.CLUSTER)).orElseThrow();
    }

    private JdbcTemplate owner() throws Exception {
        return new JdbcTemplate(new DriverManagerDataSource(
                "jdbc:postgresql://127.0.0.1:" + postmaster().port() + "/openward",
                LocalPostgres.OWNER,
                Passwords.keptIn(folder.resolve(Backup.PASSWORDS)).of(LocalPostgres.OWNER)));
    }
}

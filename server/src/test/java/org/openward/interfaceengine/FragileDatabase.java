package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openward.database.DatabaseForTests;
import org.openward.postgres.LocalPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/** A PostgreSQL whose line to the server goes through the test, which cuts the line, or the power, and brings both back. */
final class FragileDatabase implements Closeable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder = DatabaseForTests.folder();
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private LocalPostgres postgres = started();
    private volatile int target = portOf(postgres);

    FragileDatabase() throws IOException {
        threads.execute(this::answer);
    }

    private LocalPostgres started() {
        return LocalPostgres.startedIn(folder, DatabaseForTests.PROGRAMS);
    }

    private static int portOf(LocalPostgres postgres) {
        return URI.create(postgres.url().substring("jdbc:".length())).getPort();
    }

    /** What a server has to be told to work on it. */
    List<String> options() {
        return List.of(
                "--openward.database.url=jdbc:postgresql://127.0.0.1:" + door.getLocalPort() + "/openward",
                "--openward.database.owner.password=" + postgres.passwordOf(LocalPostgres.OWNER),
                "--openward.database.application.password=" + postgres.passwordOf(LocalPostgres.APPLICATION));
    }

    /** SQL past the line that is cut, as the role that sees every tenant. */
    JdbcClient administrator() {
        return JdbcClient.create(new DriverManagerDataSource(
                postgres.url(), LocalPostgres.ADMINISTRATOR, postgres.passwordOf(LocalPostgres.ADMINISTRATOR)));
    }

    /** Keeps one row from being changed by anybody else, until it is let go. */
    Hold holding(String table, String condition) throws SQLException {
        var connection = DriverManager.getConnection(
                postgres.url(), LocalPostgres.ADMINISTRATOR, postgres.passwordOf(LocalPostgres.ADMINISTRATOR));
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select pg_backend_pid() from " + table + " where " + condition + " for update")) {
            assertThat(rows.next()).as(table + " where " + condition).isTrue();
            return new Hold(connection, rows.getInt(1));
        }
    }

    /** One row that others wait for. */
    final class Hold implements AutoCloseable {
        private final Connection connection;
        private final int backend;

        private Hold(Connection connection, int backend) {
            this.connection = connection;
            this.backend = backend;
        }

        /** Until somebody wants to change the row. */
        void awaitSomebodyWaiting() {
            await().atMost(PATIENCE).until(() -> administrator()
                    .sql("select exists (select 1 from pg_stat_activity where :backend = any (pg_blocking_pids(pid)))")
                    .param("backend", backend)
                    .query(Boolean.class)
                    .single());
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** From now on the server reaches it no more. */
    synchronized void cut() {
        target = 0;
        open.forEach(FragileDatabase::closeQuietly);
    }

    void mend() {
        target = portOf(postgres);
    }

    /** As if it lost its power: nothing is written down but what was committed. */
    void kill() throws IOException, InterruptedException {
        cut();
        var process = folder.resolve("postgres").resolve("postmaster.pid");
        var number = Files.readAllLines(process).get(0).strip();
        new ProcessBuilder("kill", "-QUIT", number).start().waitFor();
        await().atMost(PATIENCE).until(() -> !Files.exists(process));
        letGo();
    }

    /** Lets go of the folder of a PostgreSQL that may be stopped already. */
    private void letGo() {
        try {
            postgres.close();
        } catch (IOException alreadyStopped) {
            // The folder is free all the same.
        }
    }

    void revive() {
        postgres = started();
        mend();
    }

    private void answer() {
        while (!door.isClosed()) {
            try {
                connect(door.accept());
            } catch (IOException closed) {
                // The loop ends.
            }
        }
    }

    private synchronized void connect(Socket server) {
        try {
            var database = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            open.add(database);
            threads.execute(() -> pass(server, database));
            threads.execute(() -> pass(database, server));
        } catch (IOException away) {
            closeQuietly(server);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException broken) {
            // Both ends learn of it below.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void closeQuietly(Socket line) {
        try {
            line.close();
        } catch (IOException closed) {
            // It is as good as closed.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
        threads.shutdownNow();
        letGo();
        FileSystemUtils.deleteRecursively(folder);
    }
}

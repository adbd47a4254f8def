package org.openward.database;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.openward.postgres.LocalPostgres;

/** The database that this server works on, for as long as the server runs. */
final class RunningDatabase implements AutoCloseable {
    private final Database database;

    @Nullable private final LocalPostgres ours;

    private RunningDatabase(Database database, @Nullable LocalPostgres ours) {
        this.database = database;
        this.ours = ours;
    }

    /** Somebody else's PostgreSQL when the settings name one, otherwise our own in the data folder. */
    static RunningDatabase by(DatabaseSettings settings, Path dataDir) {
        var elsewhere = settings.url();
        return elsewhere == null || elsewhere.isBlank()
                ? in(dataDir)
                : new RunningDatabase(settings.at(elsewhere), null);
    }

    private static RunningDatabase in(Path dataDir) {
        var ours = LocalPostgres.startedIn(dataDir);
        return new RunningDatabase(
                new Database(ours.url(), login(ours, LocalPostgres.OWNER), login(ours, LocalPostgres.APPLICATION)),
                ours);
    }

    private static Database.Login login(LocalPostgres ours, String role) {
        return new Database.Login(role, ours.passwordOf(role));
    }

    Database database() {
        return database;
    }

    @Override
    public void close() throws IOException {
        if (ours != null) {
            ours.close();
        }
    }
}

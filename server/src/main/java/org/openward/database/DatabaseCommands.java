package org.openward.database;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.openward.postgres.Backup;
import org.openward.postgres.Restore;
import org.openward.startup.StartRefused;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What an administrator does with the embedded database besides running the server: {@code backup --to=FILE} and
 * {@code restore --from=FILE --openward.data-dir=EMPTY_FOLDER}.
 */
public final class DatabaseCommands {
    private static final Set<String> NAMES = Set.of("backup", "restore");

    private final StandardEnvironment settings;
    private final Clock clock;
    private final PrintStream answers;

    private DatabaseCommands(String[] arguments, Clock clock, PrintStream answers) {
        this.settings = new StandardEnvironment();
        this.clock = clock;
        this.answers = answers;
        settings.setConversionService(new ApplicationConversionService());
        settings.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
        ConfigDataEnvironmentPostProcessor.applyTo(settings);
    }

    /** Whether the program was called for one of these commands and not as a server. */
    public static boolean asked(String... arguments) {
        return arguments.length > 0 && NAMES.contains(arguments[0]);
    }

    /** Carries the command out, and gives back the exit code of the program. */
    public static int carryOut(Clock clock, String... arguments) {
        LoggingSystem.get(DatabaseCommands.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        try {
            var commands = new DatabaseCommands(arguments, clock, System.out);
            if (arguments[0].equals("backup")) {
                commands.backup();
            } else {
                commands.restore();
            }
            return 0;
        } catch (StartRefused refused) {
            System.err.println("The " + arguments[0] + " failed: " + refused.getMessage());
        } catch (IOException trouble) {
            System.err.println("The " + arguments[0] + " failed: " + Database.reason(trouble));
        }
        return 1;
    }

    private void backup() throws IOException {
        if (settings.containsProperty("openward.database.url")) {
            throw new StartRefused("The database is not OpenWard's own. Use pg_basebackup, see docs/running.md.");
        }
        var written = new Backup(dataDir(), clock).writeTo(path("to"));
        answers.println("The backup is in " + written + ". It holds patient data and the database's passwords.");
    }

    private void restore() throws IOException {
        Restore.of(path("from")).into(dataDir());
        answers.println("Restored into " + dataDir() + ". Start the server with --openward.data-dir=" + dataDir());
    }

    private Path dataDir() {
        return Binder.get(settings)
                .bindOrCreate("openward", DataFolderSettings.class)
                .dataDir();
    }

    private Path path(String option) {
        var value = settings.getProperty(option);
        if (value == null || value.isBlank()) {
            throw new StartRefused("Say where with --" + option + "=FILE.");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }
}

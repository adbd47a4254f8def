package org.openward.postgres;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/** The generated passwords of the embedded database, kept in a file that only the server's user may read. */
final class Passwords {
    private static final List<String> ROLES =
            List.of(LocalPostgres.ADMINISTRATOR, LocalPostgres.OWNER, LocalPostgres.APPLICATION);

    private final Properties byRole;

    private Passwords(Properties byRole) {
        this.byRole = byRole;
    }

    /** Reads that file, or writes it with new passwords when there is none. */
    static Passwords keptIn(Path file) throws IOException {
        var byRole = new Properties();
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                byRole.load(reader);
            }
        } else {
            for (var role : ROLES) {
                byRole.setProperty(role, generated());
            }
            write(file, byRole);
        }
        return new Passwords(byRole);
    }

    String of(String role) {
        return byRole.getProperty(role, "");
    }

    private static String generated() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void write(Path file, Properties byRole) throws IOException {
        var text = new StringWriter();
        byRole.store(text, "Passwords of the embedded PostgreSQL. Keep with the backups, show to nobody.");
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        SecretFile.create(unfinished);
        Files.writeString(unfinished, text.toString(), StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

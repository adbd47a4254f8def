package org.openward.fhir.sealing;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.openward.startup.StartRefused;

/** The file with the keys, one on each line: its name, and 32 bytes in Base64. The last one seals; the others open what they sealed. */
final class KeyFile {
    private static final String NAME = "field-encryption.keys";
    private static final String FIRST = "k1";
    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9_-]{1,16})\\s+([A-Za-z0-9+/]{43}=)");

    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    /** The given one, or that in the data folder. */
    static KeyFile of(SealingSettings settings, Path dataFolder) {
        return new KeyFile(settings.keyFile() == null ? dataFolder.resolve(NAME) : settings.keyFile());
    }

    /** The oldest first. */
    List<FieldKey> read() {
        try {
            var keys = new ArrayList<FieldKey>();
            for (var line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    keys.add(key(line.strip()));
                }
            }
            check(keys);
            return List.copyOf(keys);
        } catch (IOException unreadable) {
            throw new StartRefused(
                    "The keys of openward.field-encryption cannot be read from " + file + ". Put the file back there.",
                    unreadable);
        }
    }

    private FieldKey key(String line) {
        var parts = KEY.matcher(line);
        if (!parts.matches()) {
            // The line itself may be a key that was mistyped.
            throw new StartRefused("A line of " + file + " is not the name of a key and 32 bytes in Base64.");
        }
        return new FieldKey(parts.group(1), Base64.getDecoder().decode(parts.group(2)));
    }

    private void check(List<FieldKey> keys) {
        if (keys.isEmpty()) {
            throw new StartRefused("There is no key in " + file + ".");
        }
        if (keys.stream().map(FieldKey::id).distinct().count() < keys.size()) {
            throw new StartRefused("Two keys in " + file + " have the same name.");
        }
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** With a first key; whoever comes first makes it, and nobody but the server's own user reads it. */
    void make() {
        try {
            var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            Files.createDirectories(folder);
            var whole = Files.createTempFile(folder, NAME, "", owners(folder));
            try {
                Files.writeString(whole, FIRST + " " + drawn() + "\n", StandardOpenOption.WRITE);
                Files.createLink(file, whole);
            } catch (FileAlreadyExistsException other) {
                // Another server was faster: its key is the key.
                return;
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException unwritable) {
            throw new StartRefused(
                    "The keys of openward.field-encryption cannot be kept in " + file
                            + ". Make its folder writable for the server, or put the file there.",
                    unwritable);
        }
    }

    private static String drawn() {
        var secret = new byte[FieldKey.BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    private static FileAttribute<?>[] owners(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

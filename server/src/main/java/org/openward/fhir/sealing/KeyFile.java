package org.openward.fhir.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with the keys, one on each line: its name, and 32 bytes in Base64. The last one seals; the others open what they sealed. */
final class KeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final String NAME = "field-encryption.keys";
    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9_-]{1,16})\\s+([A-Za-z0-9+/]{43}=)");

    private final Path file;
    private final Disk disk;

    KeyFile(Path file) {
        this(file, new Disk() {});
    }

    KeyFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** What is asked of the disk. */
    interface Disk {
        /** Gives the file a second name, unless there is one of that name. */
        default void link(Path name, Path file) throws IOException {
            Files.createLink(name, file);
        }

        /** Returns when what was written to the file, or entered in the folder, would be there after a power failure. */
        default void force(FileChannel open) throws IOException {
            open.force(true);
        }
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

    /** With a first key; whoever comes first makes it, and nobody but the server's own user reads it. It outlasts a power failure. */
    void make(String key) {
        try {
            var folder = folder();
            Files.createDirectories(folder);
            var whole = Files.createTempFile(folder, NAME, "", owners(folder));
            try {
                writeForGood(whole, key + " " + drawn() + "\n");
                giveName(whole);
            } catch (FileAlreadyExistsException other) {
                // Another server was faster: its key is the key.
            } finally {
                Files.deleteIfExists(whole);
            }
            force(folder);
        } catch (IOException unwritable) {
            throw new StartRefused(
                    "The keys of openward.field-encryption cannot be kept in " + file
                            + ". Make its folder writable for the server, or put the file there.",
                    unwritable);
        }
    }

    private Path folder() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private void writeForGood(Path place, String text) throws IOException {
        try (var content = FileChannel.open(place, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                content.write(bytes);
            }
            disk.force(content);
        }
    }

    /** So that nobody ever sees a part of the file. */
    private void giveName(Path whole) throws IOException {
        try {
            disk.link(file, whole);
        } catch (FileAlreadyExistsException other) {
            throw other;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            // Whoever reads the file before it is whole finds no key in it, and does not start.
            Files.createFile(file, owners(folder()));
            writeForGood(file, Files.readString(whole));
        }
    }

    /** What was added to the file by hand outlasts a power failure too, before anything is encrypted with it. */
    void keep() {
        force(file);
    }

    private void force(Path place) {
        try (var open = FileChannel.open(place, StandardOpenOption.READ)) {
            disk.force(open);
        } catch (IOException | UnsupportedOperationException unknown) {
            // Not every disk lets itself be asked, above all for a folder.
            LOG.info("Whether {} would outlast a power failure is not known: {}", place, unknown.getMessage());
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

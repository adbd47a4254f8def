package org.openward.fhir.terminology.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * A folder of this process for the files that it works on. It is locked as long as the process lives; a folder that nobody holds any more
 * is cleared away by whoever works next.
 */
@Component
final class Workroom implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workroom.class);
    private static final String NAME = "openward-work-";
    private static final String LOCK = "lock";

    private final Path parent;
    private @Nullable Path folder;
    private @Nullable FileChannel lock;

    @Autowired
    Workroom() {
        this(Path.of(System.getProperty("java.io.tmpdir")));
    }

    Workroom(Path parent) {
        this.parent = parent;
    }

    /** Where a file of that name may be written; whoever writes it removes it. */
    synchronized Path file(String name) throws IOException {
        var mine = folder;
        if (mine == null || !Files.isDirectory(mine)) {
            mine = opened();
            folder = mine;
        }
        clearAway(mine);
        return mine.resolve(name);
    }

    private Path opened() throws IOException {
        closeLock();
        var mine = Files.createTempDirectory(parent, NAME);
        var held = FileChannel.open(mine.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (held.tryLock() == null) {
            held.close();
            throw new IOException("A folder that was just made is held by somebody else.");
        }
        lock = held;
        return mine;
    }

    /** A lock goes with its process, however that ends. Our own is not looked at: to close it twice would give it up. */
    private void clearAway(Path mine) throws IOException {
        try (var folders = Files.newDirectoryStream(parent, NAME + "*")) {
            for (var each : folders) {
                if (!each.equals(mine) && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    clearUnlessHeld(each);
                }
            }
        }
    }

    private static void clearUnlessHeld(Path left) {
        try (var channel = FileChannel.open(left.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.tryLock() != null) {
                clear(left);
            }
        } catch (IOException | RuntimeException notOurs) {
            // Somebody else's, or just being made or cleared away; the next one looks again.
            LOG.debug("{} is left as it is: {}", left, notOurs.getClass().getName());
        }
    }

    /** The lock last: a folder without one is nobody's to clear. */
    private static void clear(Path left) throws IOException {
        for (var file : files(left)) {
            if (!file.endsWith(LOCK)) {
                Files.delete(file);
            }
        }
        Files.delete(left.resolve(LOCK));
        Files.delete(left);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Override
    public synchronized void close() {
        var mine = folder;
        try {
            if (mine != null && Files.isDirectory(mine)) {
                clear(mine);
            }
            closeLock();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            folder = null;
        }
    }

    private void closeLock() throws IOException {
        var held = lock;
        lock = null;
        if (held != null) {
            held.close();
        }
    }
}

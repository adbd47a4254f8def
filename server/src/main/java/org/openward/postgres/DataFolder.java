package org.openward.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.openward.startup.StartRefused;

/** The folder of one server. Only one process may have it open; the claim ends with the process, however it ends. */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel claim;

    private DataFolder(Path path, FileChannel claim) {
        this.path = path;
        this.claim = claim;
    }

    /** Refuses when the folder cannot be written or another process has it. */
    static DataFolder claimed(Path wanted) {
        var path = wanted.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            var claim = FileChannel.open(
                    path.resolve("openward.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!locked(claim)) {
                claim.close();
                throw new StartRefused("The data folder " + path + " is in use by another OpenWard. Stop that one, or"
                        + " choose another folder with --openward.data-dir=FOLDER.");
            }
            return new DataFolder(path, claim);
        } catch (IOException unwritable) {
            throw new StartRefused(
                    "The data folder " + path + " cannot be written ("
                            + unwritable.getClass().getSimpleName()
                            + "). Make it writable, or choose another folder with --openward.data-dir=FOLDER.",
                    unwritable);
        }
    }

    private static boolean locked(FileChannel claim) throws IOException {
        if (lock(claim) == null) {
            return false;
        }
        claim.truncate(0);
        claim.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return true;
    }

    private static @Nullable Object lock(FileChannel claim) throws IOException {
        try {
            return claim.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        claim.close();
    }
}

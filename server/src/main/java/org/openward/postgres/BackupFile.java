package org.openward.postgres;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** A backup while it is written; it appears under its own name only when it is complete. */
final class BackupFile implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path finished;
    private final Path unfinished;
    private final TarArchiveOutputStream tar;

    BackupFile(Path file) throws IOException {
        this.finished = file;
        this.unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        SecretFile.create(unfinished);
        var fast = new GzipParameters();
        fast.setCompressionLevel(1);
        this.tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(
                new BufferedOutputStream(Files.newOutputStream(unfinished), BUFFER), fast));
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    void addFolder(String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name + "/"));
        tar.closeArchiveEntry();
    }

    void add(String name, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /**
     * Adds a file that PostgreSQL may be changing, shortening or deleting meanwhile: what is torn is mended from the
     * write-ahead log when the backup is restored.
     */
    void add(String name, Path file) throws IOException {
        try (var content = Files.newInputStream(file)) {
            var entry = new TarArchiveEntry(name);
            entry.setSize(Files.size(file));
            tar.putArchiveEntry(entry);
            copy(content, entry.getSize());
            tar.closeArchiveEntry();
        } catch (NoSuchFileException droppedMeanwhile) {
            // Its removal is in the write-ahead log too.
            return;
        }
    }

    private void copy(InputStream content, long size) throws IOException {
        var buffer = new byte[BUFFER];
        for (var left = size; left > 0; ) {
            var wanted = (int) Math.min(left, BUFFER);
            var read = content.readNBytes(buffer, 0, wanted);
            Arrays.fill(buffer, read, wanted, (byte) 0);
            tar.write(buffer, 0, wanted);
            left -= wanted;
        }
    }

    /** Gives the complete backup its name. */
    Path finish() throws IOException {
        tar.close();
        return Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        try {
            tar.close();
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}

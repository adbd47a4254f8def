package org.openward.postgres;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.openward.startup.StartRefused;
import org.springframework.util.FileSystemUtils;

/** Puts a backup into an empty data folder, and starts PostgreSQL on it once to see that it is whole. */
public final class Restore {
    /** What a folder may hold and still be empty. */
    private static final Set<String> NOTHING = Set.of("openward.lock", "software");

    private final Path backup;

    private Restore(Path backup) {
        this.backup = backup;
    }

    /** Refuses when there is no such file. */
    public static Restore of(Path backup) {
        if (!Files.isRegularFile(backup)) {
            throw new StartRefused("There is no backup " + backup + ".");
        }
        return new Restore(backup);
    }

    /** Refuses a folder that holds anything, and a backup that is not whole. */
    public void into(Path dataDir) throws IOException {
        into(dataDir, dataDir.resolve("software"));
    }

    /** @param programs where the PostgreSQL programs are unpacked */
    void into(Path dataDir, Path programs) throws IOException {
        refuseUnlessEmpty(dataDir);
        // LocalPostgres takes the claim over and lets go of it when it stops.
        var folder = DataFolder.claimed(dataDir);
        try {
            unpackInto(folder);
        } catch (IOException | StartRefused incomplete) {
            folder.close();
            throw incomplete;
        }
        LocalPostgres.startedIn(folder, programs).close();
    }

    private static void refuseUnlessEmpty(Path dataDir) throws IOException {
        if (!Files.exists(dataDir)) {
            return;
        }
        try (var content = Files.list(dataDir)) {
            var names = content.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            if (!NOTHING.containsAll(names)) {
                throw new StartRefused("The folder " + dataDir + " is not empty. Restore into an empty one.");
            }
        }
    }

    private void unpackInto(DataFolder folder) throws IOException {
        var unfinished = folder.resolve("restore.unfinished");
        FileSystemUtils.deleteRecursively(unfinished);
        SecretFile.createFolder(unfinished);
        try {
            unpack(unfinished);
            if (!Files.exists(unfinished.resolve(Backup.COMPLETE))) {
                throw new EOFException();
            }
            Files.move(unfinished.resolve(Backup.PASSWORDS), folder.resolve(Backup.PASSWORDS));
            Files.move(
                    unfinished.resolve(Backup.CLUSTER), folder.resolve(Backup.CLUSTER), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException broken) {
            throw new StartRefused(backup + " is no complete OpenWard backup.", broken);
        } finally {
            FileSystemUtils.deleteRecursively(unfinished);
        }
    }

    private void unpack(Path folder) throws IOException {
        try (var tar = new TarArchiveInputStream(
                new GzipCompressorInputStream(new BufferedInputStream(Files.newInputStream(backup))))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("The backup leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            SecretFile.createFolder(target);
        } else {
            SecretFile.create(target);
            try (var file = Files.newOutputStream(target)) {
                tar.transferTo(file);
            }
        }
    }
}

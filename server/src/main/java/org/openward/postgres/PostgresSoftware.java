package org.openward.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.openward.startup.StartRefused;
import org.springframework.util.FileSystemUtils;

/** The PostgreSQL programs that come with the server, unpacked into a folder. */
final class PostgresSoftware {
    private static final Set<PosixFilePermission> RUNNABLE = Set.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_EXECUTE);

    /** The release that the programs belong to; a data folder of another one needs an upgrade first. */
    static final String MAJOR_VERSION = "18";

    private final Path home;

    private PostgresSoftware(Path home) {
        this.home = home;
    }

    /** Unpacks the programs under that folder unless this very version lies there already. */
    static PostgresSoftware unpackedIn(Path folder) throws IOException {
        var archive = archive();
        var home = folder.resolve(digest(archive));
        if (!Files.isDirectory(home)) {
            Files.createDirectories(folder);
            var unfinished = Files.createTempDirectory(folder, "unpacking");
            unpack(archive, unfinished);
            try {
                Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException anotherWasFaster) {
                FileSystemUtils.deleteRecursively(unfinished);
                if (!Files.isDirectory(home)) {
                    throw anotherWasFaster;
                }
            }
        }
        return new PostgresSoftware(home);
    }

    private static byte[] archive() throws IOException {
        var system = System.getProperty("os.name");
        var machine = System.getProperty("os.arch");
        var known = system.startsWith("Windows") ? "Windows" : system.startsWith("Mac") ? "Darwin" : system;
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(known, machine)) {
            return archive.readAllBytes();
        } catch (IllegalStateException none) {
            throw new StartRefused(
                    "No embedded PostgreSQL for " + system + " on " + machine
                            + ". Name one that runs elsewhere with --openward.database.url=jdbc:postgresql://...",
                    none);
        }
    }

    private static String digest(byte[] archive) {
        try {
            return "postgres-"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(archive), 0, 8);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static void unpack(byte[] archive, Path folder) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("The archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.copy(folder.resolve(entry.getLinkName()), target);
        } else {
            Files.copy(tar, target);
            makeRunnable(target, entry);
        }
    }

    private static void makeRunnable(Path target, TarArchiveEntry entry) throws IOException {
        if ((entry.getMode() & 0100) != 0 && Files.getFileStore(target).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(target, RUNNABLE);
        }
    }

    /** Runs one of the programs to its end and gives back its exit code; what it says goes to the log file. */
    int run(Path log, String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody in particular.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        Stream.of(arguments).forEach(command::add);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        process.environment().put("LC_ALL", "C");
        return exitCode(process.start());
    }

    private static int exitCode(Process process) throws IOException {
        try {
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(
                        "No end after 10 minutes: " + process.info().command().orElse(""));
            }
            return process.exitValue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL was busy", stopped);
        }
    }
}

package org.openward.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only the server's own user may read. */
final class SecretFile {
    private SecretFile() {}

    /** Creates it empty. */
    static void create(Path file) throws IOException {
        if (hasRights(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    /** Creates a folder that only the server's own user may enter. */
    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (hasRights(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static boolean hasRights(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}

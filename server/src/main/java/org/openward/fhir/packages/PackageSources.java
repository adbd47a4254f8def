package org.openward.fhir.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.openward.fhir.bulk.RemoteFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Where archives of packages come from besides requests: the folder of the hospital, and a registry if one is set. */
@Component
class PackageSources {
    private static final Logger LOG = LoggerFactory.getLogger(PackageSources.class);
    private static final Duration TIME = Duration.ofMinutes(5);

    private final PackageSettings settings;
    private final RemoteFiles remote;

    PackageSources(PackageSettings settings, RemoteFiles remote) {
        this.settings = settings;
        this.remote = remote;
    }

    /** The archives in the folder, by name. */
    List<Path> folder() throws IOException {
        if (settings.folder() == null) {
            return List.of();
        }
        try (var files = Files.list(settings.folder())) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tgz") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    /** The bytes of an archive in the folder. */
    byte[] read(Path file) throws IOException {
        requireSize(Files.size(file));
        return Files.readAllBytes(file);
    }

    void requireSize(long bytes) {
        if (bytes > settings.size().toBytes()) {
            throw UnusablePackage.because(
                    "An archive has at most " + settings.size().toBytes() + " bytes here (openward.packages.size).");
        }
    }

    /** Empty when it is nowhere to be had. */
    Optional<byte[]> find(PackageName name) {
        try {
            var file = folder().stream()
                    .filter(each -> name.isOf(each.getFileName().toString()))
                    .findFirst();
            return file.isPresent() ? Optional.of(read(file.get())) : fetched(name);
        } catch (IOException failure) {
            LOG.warn("The package {} could not be read ({}).", name, failure.getMessage());
            return Optional.empty();
        }
    }

    private Optional<byte[]> fetched(PackageName name) throws IOException {
        if (settings.registry() == null) {
            return Optional.empty();
        }
        var address = settings.registry().replace("{name}", name.name()).replace("{version}", name.version());
        var arrived = new byte[1][];
        remote.fetch(address, settings.size().toBytes(), TIME, text -> arrived[0] = text.readAllBytes());
        return Optional.ofNullable(arrived[0]);
    }
}

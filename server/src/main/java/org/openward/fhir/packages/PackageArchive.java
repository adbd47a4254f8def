package org.openward.fhir.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The archive of a package (.tgz), read from memory and never unpacked to a disk. Only JSON definitions right in the folder
 * {@code package} are looked at; what is too large, too much or no archive is refused.
 */
final class PackageArchive {
    static final Set<String> KINDS = Set.of("StructureDefinition", "ValueSet", "CodeSystem", "ImplementationGuide");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DEFINITION = Pattern.compile("(?:\\./)?package/([^/.][^/]*\\.json)");
    private static final String MANIFEST = "package.json";
    private static final int MOST_FILES = 100_000;
    private static final int LONGEST_FILE = 64 << 20;
    private static final long LONGEST_UNPACKED = 2L << 30;
    private static final long LONGEST_HEADERS = 1 << 20;

    private final byte[] content;

    PackageArchive(byte[] content) {
        this.content = content;
    }

    PackageManifest manifest() {
        var found = new JsonNode[1];
        read(MANIFEST::equals, (file, json) -> found[0] = json);
        if (found[0] == null) {
            throw UnusablePackage.because("This archive is no package of FHIR: it has no package/package.json.");
        }
        return PackageManifest.read(found[0]);
    }

    /** Its definitions, one after the other. */
    void definitions(Consumer<JsonNode> reader) {
        read(file -> !file.equals(MANIFEST), (file, json) -> {
            if (KINDS.contains(json.path("resourceType").asText())
                    && json.path("url").isTextual()) {
                reader.accept(json);
            }
        });
    }

    private void read(Predicate<String> wanted, BiConsumer<String, JsonNode> reader) {
        try (var unpacked = new Bounded(new GZIPInputStream(new ByteArrayInputStream(content)));
                var files = new TarArchiveInputStream(unpacked, StandardCharsets.UTF_8.name())) {
            var count = 0;
            var unread = 0L;
            for (var file = next(files, unpacked, unread); file != null; file = next(files, unpacked, unread)) {
                if (++count > MOST_FILES) {
                    throw UnusablePackage.because("This package has more than " + MOST_FILES + " files.");
                }
                var name = DEFINITION.matcher(file.getName());
                unread = file.getSize();
                if (file.isFile() && name.matches() && wanted.test(name.group(1))) {
                    reader.accept(name.group(1), json(file, files));
                    unread = 0;
                }
            }
        } catch (IOException | IllegalArgumentException broken) {
            throw UnusablePackage.because("This is no whole archive of a package (.tgz).");
        }
    }

    /**
     * What describes a file is read whole by the library, however long it is.
     *
     * @param unread what comes before it of the last file
     */
    private static @Nullable TarArchiveEntry next(TarArchiveInputStream files, Bounded unpacked, long unread)
            throws IOException {
        unpacked.readAtMost(LONGEST_HEADERS + unread);
        var file = files.getNextEntry();
        unpacked.readAtMost(LONGEST_UNPACKED);
        return file;
    }

    private static JsonNode json(TarArchiveEntry file, InputStream text) throws IOException {
        if (file.getSize() > LONGEST_FILE) {
            throw UnusablePackage.because("A file of this package is larger than " + LONGEST_FILE + " bytes.");
        }
        try {
            return JSON.readTree(text.readNBytes((int) file.getSize()));
        } catch (JsonProcessingException malformed) {
            throw UnusablePackage.because("A file of this package is not JSON: " + file.getName());
        }
    }

    /** What grows without end when it is unpacked is stopped. */
    private static final class Bounded extends FilterInputStream {
        private final byte[] own = new byte[8192];
        private long left = LONGEST_UNPACKED;
        private long readable = LONGEST_UNPACKED;

        Bounded(InputStream unpacked) {
            super(unpacked);
        }

        /** From here on. */
        void readAtMost(long bytes) {
            readable = bytes;
        }

        @Override
        public long skip(long bytes) throws IOException {
            var skipped = super.skip(bytes);
            counted((int) Math.min(skipped, Integer.MAX_VALUE));
            return skipped;
        }

        @Override
        public int read() throws IOException {
            var read = super.read();
            counted(read < 0 ? 0 : 1);
            return read;
        }

        /** Not right into the caller's bytes: the library skips into some that all threads share, and gzip's checksum would be taken of them. */
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var read = counted(super.read(own, 0, Math.min(length, own.length)));
            System.arraycopy(own, 0, bytes, offset, Math.max(0, read));
            return read;
        }

        private int counted(int read) {
            left -= Math.max(0, read);
            readable -= Math.max(0, read);
            if (left < 0 || readable < 0) {
                throw UnusablePackage.because(
                        "This package is larger than two gigabytes when it is unpacked, or the name of a file is.");
            }
            return read;
        }
    }
}

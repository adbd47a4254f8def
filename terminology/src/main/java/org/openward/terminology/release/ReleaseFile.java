package org.openward.terminology.release;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that somebody brought: an archive with texts in it, or one text. Nothing is ever unpacked to a folder, so that it does not matter
 * where its entries say that they belong; and no more is unpacked than is allowed.
 */
public final class ReleaseFile implements AutoCloseable {
    private static final int MOST_ENTRIES = 100_000;

    /** What an archive says of its entries is read at once. */
    private static final long LARGEST_DIRECTORY = 64L << 20;

    private static final int SIGNATURE = 0x06054b50;
    private static final int END = 22;
    private static final int LONGEST_COMMENT = 0xffff;

    private final Path path;
    private final @Nullable ZipFile archive;
    private final long most;
    private long unpacked;

    private ReleaseFile(Path path, @Nullable ZipFile archive, long most) {
        this.path = path;
        this.archive = archive;
        this.most = most;
    }

    /**
     * Opens it, whichever of the two it is.
     *
     * @param most bytes that may be unpacked in all
     */
    public static ReleaseFile open(Path path, long most) throws IOException {
        if (!isArchive(path)) {
            return new ReleaseFile(path, null, most);
        }
        requireSmallDirectory(path);
        try {
            var archive = new ZipFile(path.toFile());
            if (archive.size() > MOST_ENTRIES) {
                archive.close();
                throw new BadRelease("The archive has more than %,d entries.".formatted(MOST_ENTRIES));
            }
            return new ReleaseFile(path, archive, most);
        } catch (ZipException damaged) {
            throw new BadRelease("The file is no zip archive that can be read; it may have been cut off.");
        }
    }

    private static boolean isArchive(Path path) throws IOException {
        try (var file = Files.newInputStream(path)) {
            var first = file.readNBytes(4);
            return first.length == 4 && first[0] == 'P' && first[1] == 'K' && first[2] < 9 && first[3] < 9;
        }
    }

    private static void requireSmallDirectory(Path path) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            var size = (int) Math.min(file.length(), END + LONGEST_COMMENT);
            var bytes = new byte[size];
            file.seek(file.length() - size);
            file.readFully(bytes);
            var end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int place = size - END; place >= 0; place--) {
                if (end.getInt(place) == SIGNATURE) {
                    if (Integer.toUnsignedLong(end.getInt(place + 12)) > LARGEST_DIRECTORY) {
                        throw new BadRelease("The archive's list of entries is too large.");
                    }
                    return;
                }
            }
            throw new BadRelease("The file is no zip archive that can be read; it may have been cut off.");
        }
    }

    /** The names of the texts whose last part matches, in the order of the archive; an empty one for a file that is a text itself. */
    List<String> named(String pattern) {
        if (archive == null) {
            return List.of("");
        }
        var wanted = Pattern.compile(pattern);
        return archive.stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .filter(name -> !name.contains("__MACOSX"))
                .filter(name -> wanted.matcher(last(name)).matches())
                .toList();
    }

    /** The one text that must be there; the file itself if it is a text. */
    String one(String pattern, String what) {
        return first(pattern).orElseThrow(() -> new BadRelease("The archive has no " + what + "."));
    }

    Optional<String> first(String pattern) {
        return named(pattern).stream().findFirst();
    }

    /** Whether it is an archive; a single text has no name and no neighbours. */
    boolean isArchive() {
        return archive != null;
    }

    void requireArchive(String what) {
        if (archive == null) {
            throw new BadRelease("The file is no zip archive. " + what);
        }
    }

    /** All names, for what a publisher says in them only. */
    Stream<String> names() {
        return archive == null ? Stream.empty() : archive.stream().map(ZipEntry::getName);
    }

    static String last(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    InputStream open(String name) throws IOException {
        if (archive == null) {
            return new Counted(Files.newInputStream(path), new CRC32(), -1);
        }
        var entry = archive.getEntry(name);
        var sum = new CRC32();
        return new Counted(new CheckedInputStream(archive.getInputStream(entry), sum), sum, entry.getCrc());
    }

    /** A text in UTF-8. */
    Reader text(String name) throws IOException {
        return new InputStreamReader(
                open(name),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    @Override
    public void close() throws IOException {
        if (archive != null) {
            archive.close();
        }
    }

    private final class Counted extends FilterInputStream {
        private final CRC32 sum;
        private final long wanted;

        Counted(InputStream unpacked, CRC32 sum, long wanted) {
            super(unpacked);
            this.sum = sum;
            this.wanted = wanted;
        }

        @Override
        public int read() throws IOException {
            var value = super.read();
            count(value < 0 ? -1 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var count = super.read(buffer, offset, length);
            count(count);
            return count;
        }

        /** At the end, none of it was changed on the way; the archive itself does not look. */
        private void count(int bytes) throws ZipException {
            if (bytes < 0) {
                if (wanted >= 0 && wanted != sum.getValue()) {
                    throw new ZipException("The sum of an entry is wrong.");
                }
                return;
            }
            unpacked += bytes;
            if (unpacked > most) {
                throw new BadRelease("The file has more than %,d MB when it is unpacked.".formatted(most >> 20));
            }
        }
    }
}

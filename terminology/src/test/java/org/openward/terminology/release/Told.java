package org.openward.terminology.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** What a release said, as texts; and the files that it was made of. */
final class Told implements Facts {
    private static final long ENOUGH = 1 << 20;
    private static final long MUCH = 1 << 26;

    final Map<String, String> displays = new LinkedHashMap<>();
    final List<String> marks = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    final List<String> properties = new ArrayList<>();
    final List<String> parents = new ArrayList<>();

    /** What an archive says that has these texts, each after its name. */
    static Told by(ReleaseFormat format, String... namesAndTexts) throws IOException {
        return of(format, archive(namesAndTexts));
    }

    /** What a file says that is that text. */
    static Told byText(ReleaseFormat format, String text) throws IOException {
        return of(format, Files.writeString(temporary(), text), MUCH);
    }

    static Told of(ReleaseFormat format, Path path) throws IOException {
        return of(format, path, ENOUGH);
    }

    private static Told of(ReleaseFormat format, Path path, long most) throws IOException {
        var told = new Told();
        try (var file = ReleaseFile.open(path, most)) {
            format.read(file, told);
        }
        return told;
    }

    static Path archive(String... namesAndTexts) throws IOException {
        var path = temporary();
        try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return path;
    }

    static Path temporary() throws IOException {
        var path = Files.createTempFile("release", ".zip");
        path.toFile().deleteOnExit();
        return path;
    }

    @Override
    public void code(String code, @Nullable String display, Set<Mark> ofCode) {
        displays.putIfAbsent(code, String.valueOf(display));
        ofCode.forEach(mark -> marks.add(code + " " + mark));
    }

    @Override
    public void name(String code, Name name) {
        names.add("%s %d %s %s: %s".formatted(code, name.rank(), name.language(), name.use(), name.text()));
    }

    @Override
    public void property(String code, Property property) {
        properties.add("%s %s=%s".formatted(code, property.property(), property.value()));
    }

    @Override
    public void parent(String code, String parent) {
        parents.add(code + " < " + parent);
    }
}

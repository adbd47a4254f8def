package org.openward.fhir.standard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.standard.ForeignOperation.Check;
import org.openward.fhir.standard.ForeignOperation.Level;
import org.openward.fhir.standard.ForeignOperation.Place;
import org.openward.fhir.standard.ForeignOperation.Taken;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** All operations that others define and that are served here, as the file in this build says. */
public final class ForeignOperations {
    private static final String FILE = "/fhir/standard-operations.yaml";
    private static final List<ForeignOperation> ALL = read();

    private ForeignOperations() {}

    public static List<ForeignOperation> all() {
        return ALL;
    }

    /**
     * The operation of that name.
     *
     * @param type that it is asked of; nothing for the whole server
     */
    public static Optional<ForeignOperation> find(@Nullable String type, String code) {
        return one(type, code).or(() -> one(ForeignOperation.ANY_TYPE, code));
    }

    private static Optional<ForeignOperation> one(@Nullable String type, String code) {
        return ALL.stream()
                .filter(each -> each.code().equals(code) && each.place().isOf(type))
                .findFirst();
    }

    /** The operation whose canonical address ends so. */
    public static Optional<ForeignOperation> named(String id) {
        return ALL.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    private static List<ForeignOperation> read() {
        try (var file = Objects.requireNonNull(ForeignOperations.class.getResourceAsStream(FILE), FILE)) {
            List<Map<String, Object>> rows = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return rows.stream().map(ForeignOperations::operation).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static ForeignOperation operation(Map<String, Object> row) {
        var levels = EnumSet.noneOf(Level.class);
        list(row, "at")
                .forEach(level -> levels.add(Level.valueOf(level.toString().toUpperCase(Locale.ROOT))));
        return new ForeignOperation(
                text(row, "definition"),
                text(row, "code"),
                new Place((String) row.get("type"), levels),
                list(row, "takes").stream().map(ForeignOperations::taken).toList(),
                Set.copyOf(list(row, "refuses").stream().map(Object::toString).toList()),
                "elsewhere".equals(row.get("checked")) ? Check.ELSEWHERE : Check.HERE);
    }

    @SuppressWarnings("unchecked") // What YAML calls a mapping has names as keys here.
    private static Taken taken(Object row) {
        if (!(row instanceof Map)) {
            return new Taken(row.toString(), null, 0, "1", "", List.of());
        }
        var said = (Map<String, Object>) row;
        return new Taken(
                text(said, "name"),
                (String) said.get("type"),
                (Integer) said.getOrDefault("min", 0),
                (String) said.getOrDefault("max", "1"),
                text(said, "says"),
                list(said, "parts").stream().map(ForeignOperations::taken).toList());
    }

    private static String text(Map<String, Object> row, String name) {
        return Objects.requireNonNull((String) row.get(name), name);
    }

    private static List<?> list(Map<String, Object> row, String name) {
        return (List<?>) row.getOrDefault(name, List.of());
    }
}

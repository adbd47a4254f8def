package org.openward.security.roles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The policy of roles as it is written, read without the classes that enforce it. */
final class PolicyFile {
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final Map<String, Map<String, Object>> groups;
    private final Map<String, Map<String, Object>> roles;
    private final Map<String, List<String>> own;
    private final Map<String, List<String>> firm;
    private final List<String> everybody;

    @SuppressWarnings("unchecked") // As the file is written.
    PolicyFile() {
        try (var file = Objects.requireNonNull(PolicyFile.class.getResourceAsStream("/security/roles.yaml"))) {
            Map<String, Object> all = new Yaml().load(file);
            groups = (Map<String, Map<String, Object>>) Objects.requireNonNull(all.get("groups"));
            roles = (Map<String, Map<String, Object>>) Objects.requireNonNull(all.get("roles"));
            own = (Map<String, List<String>>) Objects.requireNonNull(all.get("own"));
            firm = (Map<String, List<String>>) Objects.requireNonNull(all.get("firm"));
            everybody = (List<String>) Objects.requireNonNull(all.get("everybody"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    List<String> roles() {
        return List.copyOf(roles.keySet());
    }

    String title(String role) {
        return String.valueOf(Objects.requireNonNull(roles.get(role)).get("title"));
    }

    /** The cells of a role by the group of records. */
    @SuppressWarnings("unchecked") // As the file is written.
    Map<String, String> cells(String role) {
        return new LinkedHashMap<>((Map<String, String>)
                Objects.requireNonNull(Objects.requireNonNull(roles.get(role)).get("records")));
    }

    @SuppressWarnings("unchecked") // As the file is written.
    List<String> types(String group) {
        return (List<String>)
                Objects.requireNonNull(Objects.requireNonNull(groups.get(group)).get("types"));
    }

    List<String> types() {
        return groups.keySet().stream()
                .flatMap(group -> types(group).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The rights with a letter that a role has with some records of a type, each as it is written. */
    List<String> rights(String role, String type, String letter) {
        return cells(role).entrySet().stream()
                .filter(cell -> types(cell.getKey()).contains(type))
                .flatMap(cell -> COMMA.splitAsStream(cell.getValue()))
                .filter(right -> right.split(" ", 2)[0].contains(letter))
                .toList();
    }

    /** The search parameter and the codes that the records of a group have, as {@code category=laboratory}. */
    Optional<String> when(String group) {
        return Optional.ofNullable(
                (String) Objects.requireNonNull(groups.get(group)).get("when"));
    }

    /** The search parameters that lead to whoever wrote a record of the type. */
    List<String> own(String type) {
        return own.getOrDefault(type, List.of());
    }

    /** The search parameters that lead to the organization whose a record of the type is. */
    List<String> firm(String type) {
        return firm.getOrDefault(type, List.of());
    }

    /** The operations of a role, those that are to come too, and those of everybody. */
    Set<String> operations(String role) {
        var all = new HashSet<>(everybody);
        all.addAll(named(role));
        all.addAll(later(role));
        return all;
    }

    /** The operations that a role has and not everybody, as the file says them. */
    List<String> named(String role) {
        return list(role, "operations");
    }

    /** The operations that a role gets when the server has them. */
    List<String> later(String role) {
        return list(role, "later");
    }

    List<String> ofEverybody() {
        return everybody;
    }

    @SuppressWarnings("unchecked") // As the file is written.
    private List<String> list(String role, String name) {
        return (List<String>) Objects.requireNonNull(roles.get(role)).getOrDefault(name, List.of());
    }

    /** The groups that a type's records are in. */
    List<String> groupsOf(String type) {
        return groups.keySet().stream()
                .filter(group -> types(group).contains(type))
                .toList();
    }

    /** The rights with a letter that a role has with a group. */
    List<String> rightsIn(String role, String group, String letter) {
        return COMMA.splitAsStream(cells(role).getOrDefault(group, ""))
                .filter(right -> right.split(" ", 2)[0].contains(letter))
                .toList();
    }
}

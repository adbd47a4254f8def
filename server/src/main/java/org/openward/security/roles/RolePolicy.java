package org.openward.security.roles;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.security.masks.Mask;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The matrix of roles: which role may do what with which records, and which operations it may call. What it does not name is closed. */
final class RolePolicy {
    private static final String EVERYBODY = "everybody";

    private final Map<String, List<Group>> groupsOfType = new HashMap<>();
    private final Map<String, Map<String, List<Rule>>> rules = new LinkedHashMap<>();
    private final Map<String, Set<String>> operations = new HashMap<>();
    private final Map<String, Set<String>> rights = new HashMap<>();
    private final Map<String, Mask> masks = new HashMap<>();
    private final Map<String, List<String>> own;
    private final Map<String, List<String>> firm;
    private final Map<String, List<String>> patients;
    private final Map<String, List<String>> purposes = new LinkedHashMap<>();

    private RolePolicy(Map<String, Object> file) {
        var groups = new LinkedHashMap<String, Group>();
        map(file, "groups").forEach((name, content) -> groups.put(name, group(name, cast(content))));
        groups.values().forEach(group -> group.types().forEach(type -> groupsOfType
                .computeIfAbsent(type, none -> new ArrayList<>())
                .add(group)));
        groupsOfType.forEach(RolePolicy::requireComplete);
        map(file, "masks").forEach((name, content) -> masks.put(name, new Mask(lists(cast(content)))));
        own = lists(map(file, "own"));
        firm = lists(map(file, "firm"));
        patients = lists(map(file, "patients"));
        map(file, "purposes").forEach((code, some) -> purposes.put(code, words(some)));
        var forEverybody = words(Objects.requireNonNull(file.get(EVERYBODY)));
        map(file, "roles").forEach((role, content) -> {
            Map<String, Object> said = cast(content);
            var called = new HashSet<>(words(said.getOrDefault("operations", List.of())));
            called.addAll(words(said.getOrDefault("later", List.of())));
            called.addAll(forEverybody);
            operations.put(role, Set.copyOf(called));
            rights.put(role, Set.copyOf(words(said.getOrDefault("rights", List.of()))));
            var byType = new HashMap<String, List<Rule>>();
            map(said, "records").forEach((name, cells) -> rules(
                            Objects.requireNonNull(groups.get(name), "No group " + name + ", named for " + role), cells)
                    .forEach(rule -> rule.group().types().forEach(type -> byType.computeIfAbsent(
                                    type, none -> new ArrayList<>())
                            .add(rule))));
            rules.put(role, byType);
        });
    }

    /** The policy of this build, read once. */
    static RolePolicy read() {
        return OfThisBuild.POLICY;
    }

    /** Read when it is first asked for. */
    private static final class OfThisBuild {
        private static final RolePolicy POLICY = readFile();

        private OfThisBuild() {}
    }

    private static RolePolicy readFile() {
        try (var file = Objects.requireNonNull(
                RolePolicy.class.getResourceAsStream("/security/roles.yaml"), "security/roles.yaml")) {
            return read(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static RolePolicy read(InputStream file) {
        return new RolePolicy(new Yaml(new SafeConstructor(new LoaderOptions())).load(file));
    }

    /** What records are used for, by the codes of purposes in the order of the file, with the roles whose people do. */
    Map<String, List<String>> purposes() {
        return Collections.unmodifiableMap(purposes);
    }

    private static Group group(String name, Map<String, Object> said) {
        return new Group(
                name,
                Set.copyOf(words(Objects.requireNonNull(said.get("types")))),
                condition(said.get("when")),
                condition(said.get("unless")),
                Boolean.TRUE.equals(said.get("definitional")));
    }

    private static Map<String, List<String>> condition(@Nullable Object word) {
        return word == null ? Map.of() : Cell.conditions(word.toString());
    }

    /** Records of one type are in one group, or in one of two that exclude each other. */
    private static void requireComplete(String type, List<Group> groups) {
        var whole = groups.size() == 1 && groups.get(0).isWhole();
        var halves = groups.size() == 2
                && groups.get(0).when().equals(groups.get(1).unless())
                && groups.get(0).unless().equals(groups.get(1).when());
        if (!whole && !halves) {
            throw new IllegalArgumentException("The groups of the type " + type + " leave something out, or overlap.");
        }
    }

    private List<Rule> rules(Group group, Object cells) {
        var read = Stream.of(cells.toString().split(",", -1))
                .map(text -> new Rule(group, Cell.of(text)))
                .toList();
        read.forEach(rule -> {
            rule.cell().mask().ifPresent(this::mask);
            if (rule.cell().deeds().contains(Deed.REMOVE) && !group.definitional()) {
                throw new IllegalArgumentException(
                        "No role of people deletes records of the group " + group.name() + ".");
            }
        });
        return read;
    }

    /** The rights of all these roles with records of a type. */
    List<Rule> rules(Collection<String> roles, String type, Deed deed) {
        return roles.stream()
                .flatMap(role -> rules.getOrDefault(role, Map.of()).getOrDefault(type, List.of()).stream())
                .filter(rule -> rule.cell().deeds().contains(deed))
                .toList();
    }

    /** The groups that records of a type are in; none for a type that the matrix does not name. */
    List<Group> groups(String type) {
        return groupsOfType.getOrDefault(type, List.of());
    }

    /**
     * Whether one of the roles may call that operation.
     *
     * @param names how it may be named: {@code Invoice-pay}, {@code everything}
     */
    boolean mayCall(Collection<String> roles, Collection<String> names) {
        return roles.stream()
                .map(role -> operations.getOrDefault(role, Set.of()))
                .anyMatch(known -> names.stream().anyMatch(known::contains));
    }

    /**
     * The operations that somebody in the role may call, as {@code Invoice-pay} or {@code everything}; those too that the server does not
     * have yet, which are closed to everybody until it has.
     */
    Set<String> operations(String role) {
        return operations.getOrDefault(role, Set.of());
    }

    /** The permissions of the role that belong to no operation, such as {@code approval/price-change}. */
    Set<String> rights(String role) {
        return rights.getOrDefault(role, Set.of());
    }

    Mask mask(String name) {
        return Optional.ofNullable(masks.get(name))
                .orElseThrow(() -> new IllegalArgumentException("The policy of roles has no mask " + name + "."));
    }

    /** The search parameters that lead from a record to the one who wrote it or asked for it. */
    List<String> own(String type) {
        return own.getOrDefault(type, List.of());
    }

    /** The search parameters that lead from a record to the organization whose it is. */
    List<String> firm(String type) {
        return firm.getOrDefault(type, List.of());
    }

    /** The search parameters that lead to the patients of a record, where they are not the usual ones. */
    Optional<List<String>> patients(String type) {
        return Optional.ofNullable(patients.get(type));
    }

    Set<String> roles() {
        return rules.keySet();
    }

    Set<String> types() {
        return groupsOfType.keySet();
    }

    private static Map<String, Object> map(Map<String, Object> file, String name) {
        return cast(file.getOrDefault(name, Map.of()));
    }

    @SuppressWarnings("unchecked") // As the file is written; another form fails at the start.
    private static Map<String, Object> cast(Object content) {
        return (Map<String, Object>) content;
    }

    private static Map<String, List<String>> lists(Map<String, Object> content) {
        return content.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> words(each.getValue())));
    }

    private static List<String> words(Object list) {
        return ((Collection<?>) list).stream().map(String::valueOf).toList();
    }
}

package org.openward.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What each operation asks of its caller; one that the policy does not name is closed to everybody. */
final class OperationPolicy {
    private static final String THE_CALLED_TYPE = "this";
    private static final String ASSURANCE = "acr";

    private final Map<String, Row> own;
    private final Map<String, Row> standard;
    private final Map<String, Row> messages;

    private OperationPolicy(Map<String, Row> own, Map<String, Row> standard, Map<String, Row> messages) {
        this.own = own;
        this.standard = standard;
        this.messages = messages;
    }

    /**
     * What one operation asks for.
     *
     * @param needs SMART letters by FHIR type, {@code this} for the type it is called on
     * @param assurance how sure it must be who calls it, as {@code acr} in the policy and in tokens
     */
    record Row(String name, boolean needsPermission, Map<String, String> needs, Optional<String> assurance) {
        /** Whether the grant is wide enough; a scope for some records of a type is not. */
        boolean isGrantedBy(Grant grant, String calledType) {
            return (!needsPermission || grant.permits(name))
                    && needs.entrySet().stream().allMatch(need -> need.getValue()
                            .chars()
                            .allMatch(letter -> grant.allowsEvery(
                                    THE_CALLED_TYPE.equals(need.getKey()) ? calledType : need.getKey(),
                                    Interaction.of((char) letter))));
        }

        String askedFor() {
            var scopes = needs.entrySet().stream()
                    .map(need -> need.getKey() + "." + need.getValue())
                    .sorted()
                    .collect(Collectors.joining(", "));
            return (needsPermission ? "the permission operation/" + name + " and " : "") + "the scopes [" + scopes
                    + "]";
        }
    }

    static OperationPolicy read() {
        try (var file = Objects.requireNonNull(
                OperationPolicy.class.getResourceAsStream("/security/operations.yaml"), "security/operations.yaml")) {
            Map<String, Map<String, Map<String, String>>> groups =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return new OperationPolicy(rows(groups, "own"), rows(groups, "standard"), rows(groups, "messages"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Map<String, Row> rows(Map<String, Map<String, Map<String, String>>> groups, String group) {
        var rows = new HashMap<String, Row>();
        groups.getOrDefault(group, Map.of())
                .forEach((name, needs) -> rows.put(name, row(name, "own".equals(group), needs)));
        return Map.copyOf(rows);
    }

    private static Row row(String name, boolean needsPermission, Map<String, String> policy) {
        var needs = new HashMap<>(policy);
        var assurance = Optional.ofNullable(needs.remove(ASSURANCE));
        return new Row(name, needsPermission, Map.copyOf(needs), assurance);
    }

    /**
     * What an operation asks for, when it is open at all.
     *
     * @param type the FHIR type it is called on, {@code *} for the whole server
     * @param operation its name with or without the dollar sign
     */
    Optional<Row> find(String type, String operation) {
        var code = operation.startsWith("$") ? operation.substring(1) : operation;
        var row = own.get(SmartScope.ALL_TYPES.equals(type) ? code : type + "-" + code);
        return Optional.ofNullable(row == null ? standard.get(code) : row);
    }

    /** What a decision about a stored message of that kind asks for besides the operation. */
    Optional<Row> ofMessages(String kind) {
        return Optional.ofNullable(messages.get(kind));
    }

    /** The names of OpenWard's own operations in the policy, as their definitions are named. */
    Set<String> ownOperations() {
        return own.keySet();
    }
}

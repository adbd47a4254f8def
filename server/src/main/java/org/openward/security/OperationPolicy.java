package org.openward.security;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openward.security.roles.OperationNeeds;
import org.openward.security.roles.RoleHolder;

/** What each operation asks of its caller; one that the policy does not name is closed to everybody. */
final class OperationPolicy {
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
        /**
         * Whether the grant is wide enough; a scope for some records of a type is not. All types are, for somebody who works in roles,
         * those that his roles let him touch so: of the others he is shown nothing.
         *
         * @param touched the types by interaction, for a holder of roles
         */
        boolean isGrantedBy(Grant grant, String calledType, BiFunction<RoleHolder, Interaction, Set<String>> touched) {
            return (!needsPermission || grant.permits(name))
                    && needs.entrySet().stream().allMatch(need -> need.getValue()
                            .chars()
                            .mapToObj(letter -> Interaction.of((char) letter))
                            .allMatch(interaction -> types(need.getKey(), calledType, interaction, grant, touched)
                                    .allMatch(type -> grant.allowsEvery(type, interaction))));
        }

        private static Stream<String> types(
                String needed,
                String calledType,
                Interaction interaction,
                Grant grant,
                BiFunction<RoleHolder, Interaction, Set<String>> touched) {
            var inHisRoles = grant.person()
                    .filter(person -> SmartScope.ALL_TYPES.equals(needed))
                    .map(person -> touched.apply(person, interaction))
                    .filter(some -> !some.isEmpty());
            if (inHisRoles.isPresent()) {
                return inHisRoles.get().stream();
            }
            return Stream.of(OperationNeeds.THE_CALLED_TYPE.equals(needed) ? calledType : needed);
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
        var needs = OperationNeeds.read();
        return new OperationPolicy(
                rows(needs.own(), true), rows(needs.standard(), false), rows(needs.messages(), false));
    }

    private static Map<String, Row> rows(Map<String, Map<String, String>> needs, boolean needsPermission) {
        return needs.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, row -> row(row.getKey(), needsPermission, row.getValue())));
    }

    private static Row row(String name, boolean needsPermission, Map<String, String> policy) {
        var needs = new HashMap<>(policy);
        var assurance = Optional.ofNullable(needs.remove(OperationNeeds.ASSURANCE));
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

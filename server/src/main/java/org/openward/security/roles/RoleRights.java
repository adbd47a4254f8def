package org.openward.security.roles;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.util.function.SingletonSupplier;

/**
 * The widest that the token of somebody in a role may carry. It follows from the matrix of roles: a letter for each deed with some
 * records of a type, and the letters that the operations of the role ask for; which records it reaches the matrix says of each request.
 */
public final class RoleRights {
    private static final SingletonSupplier<RoleRights> OF_THIS_BUILD =
            SingletonSupplier.of(() -> new RoleRights(RolePolicy.read(), OperationNeeds.read()));

    private static final String EVERY_TYPE = "*";
    private static final String LETTERS = "cruds";

    private final RolePolicy policy;
    private final OperationNeeds operations;

    private RoleRights(RolePolicy policy, OperationNeeds operations) {
        this.policy = policy;
        this.operations = operations;
    }

    /** As the policy files in this build say. */
    public static RoleRights read() {
        return OF_THIS_BUILD.obtain();
    }

    /** Whether the matrix has such a role. */
    public boolean knows(String role) {
        return policy.roles().contains(role);
    }

    /** SMART scopes of all these roles together, one for each type. */
    public List<String> scopes(Collection<String> roles) {
        var letters = new TreeMap<String, NavigableSet<Integer>>();
        policy.types().forEach(type -> Stream.of(Deed.values())
                .filter(deed -> !policy.rules(roles, type, deed).isEmpty())
                .forEach(deed -> add(letters, type, deed.letters())));
        roles.stream()
                .flatMap(role -> policy.operations(role).stream())
                .map(operations::of)
                .forEach(needs -> needs.forEach((type, asked) -> {
                    if (isType(type)) {
                        add(letters, type, asked);
                    }
                }));
        return letters.entrySet().stream().map(RoleRights::scope).toList();
    }

    /** Where an operation asks for all types, those that the role may touch are enough; its holder's records are looked at one by one. */
    private static boolean isType(String type) {
        return !EVERY_TYPE.equals(type)
                && !OperationNeeds.THE_CALLED_TYPE.equals(type)
                && !OperationNeeds.ASSURANCE.equals(type);
    }

    private static void add(Map<String, NavigableSet<Integer>> letters, String type, String more) {
        var known = letters.computeIfAbsent(type, none -> new TreeSet<>());
        more.chars().map(LETTERS::indexOf).forEach(known::add);
    }

    private static String scope(Map.Entry<String, NavigableSet<Integer>> type) {
        var text = new StringBuilder("user/").append(type.getKey()).append('.');
        type.getValue().forEach(letter -> text.append(LETTERS.charAt(letter)));
        return text.toString();
    }

    /** Permissions of all these roles together: for those of their operations that there are, and those that belong to none. */
    public List<String> permissions(Collection<String> roles) {
        return roles.stream()
                .flatMap(role -> Stream.concat(
                        policy.operations(role).stream()
                                .filter(operations.own()::containsKey)
                                .map(name -> "operation/" + name),
                        policy.rights(role).stream()))
                .distinct()
                .sorted()
                .toList();
    }
}

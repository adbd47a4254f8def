package org.openward.security;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/** Which scopes a client may have, given the ones it is registered with. */
public final class ScopePolicy {
    /** Scopes beside the resource scopes: who the user is, how the app was launched, how long it may refresh. */
    public static final Set<String> OTHER = Set.of(
            "openid",
            "profile",
            "fhirUser",
            "launch",
            "launch/patient",
            "launch/encounter",
            "offline_access",
            "online_access");

    /** The permission for all operations. */
    public static final String EVERY_OPERATION = "operation/*";

    private ScopePolicy() {}

    /** Whether each asked scope is one of the registered scopes or narrower than one. */
    public static boolean covers(Collection<String> registered, Collection<String> asked) {
        return asked.stream().allMatch(scope -> covers(registered, scope));
    }

    public static boolean covers(Collection<String> registered, String asked) {
        if (OTHER.contains(asked)) {
            return registered.contains(asked);
        }
        var wanted = SmartScope.parse(asked);
        return wanted.isPresent()
                && registered.stream()
                        .flatMap(scope -> SmartScope.parse(scope).stream())
                        .anyMatch(scope -> scope.covers(wanted.get()));
    }

    /** What is left of an asked scope for someone who has no wider ones than these: itself, or those of his that it covers. */
    public static List<String> among(Collection<String> own, String asked) {
        if (covers(own, asked)) {
            return List.of(asked);
        }
        return own.stream()
                .filter(one -> !OTHER.contains(one) && covers(List.of(asked), one))
                .toList();
    }

    /** What a scope allows, for a person who is asked whether an app may have it. */
    public static String inWords(String scope) {
        return switch (scope) {
            case "openid", "profile", "fhirUser" -> "Know who you are";
            case "online_access" -> "Stay signed in while you work with it";
            case "offline_access" -> "Stay signed in after you have left it";
            default -> SmartScope.parse(scope).map(ScopePolicy::inWords).orElse(scope);
        };
    }

    private static String inWords(SmartScope scope) {
        var deeds = scope.interactions().stream()
                .map(interaction -> switch (interaction) {
                    case CREATE -> "add";
                    case READ -> "read";
                    case UPDATE -> "change";
                    case DELETE -> "delete";
                    case SEARCH -> "search";
                })
                .collect(Collectors.joining(", "));
        var records = SmartScope.ALL_TYPES.equals(scope.type()) ? "records of every kind" : scope.type() + " records";
        var whose =
                switch (scope.context()) {
                    case PATIENT -> " of this one patient";
                    case USER -> " that you may use yourself";
                    case SYSTEM -> " of the whole hospital";
                };
        return StringUtils.capitalize(deeds) + " " + records + whose
                + (scope.restriction().isEmpty() ? "" : ", only where " + String.join(" and ", scope.restriction()));
    }

    /** Refuses a text that is no scope. */
    public static void checkRegistrable(String scope) {
        if (!OTHER.contains(scope) && SmartScope.parse(scope).isEmpty()) {
            throw new IllegalArgumentException("'" + scope + "' is no SMART scope that this server knows.");
        }
    }
}

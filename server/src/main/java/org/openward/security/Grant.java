package org.openward.security;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.openward.security.roles.RoleHolder;

/**
 * All that one token allows its holder.
 *
 * @param permissions operation permissions, such as {@code operation/Invoice-pay} or {@code operation/*}
 * @param patient the one whose records {@code patient/} scopes speak of
 * @param assurance how sure it is who holds it: the token's {@code acr}, or {@link #PROGRAM}
 * @param person who works, or is cared for, in roles, be they none; nobody where a program's scopes alone decide
 * @param himself who the holder is in the hospital's records
 */
record Grant(
        List<SmartScope> scopes,
        Set<String> permissions,
        Set<String> tenants,
        Optional<String> patient,
        String assurance,
        Optional<RoleHolder> person,
        Oneself himself) {
    static final String BINARY = "Binary";

    /** The assurance of a program that acts for itself: it proved itself with its key, and has no second factor to show. */
    static final String PROGRAM = "program";

    /** The assurance of somebody who showed a second factor. */
    static final String SECOND_FACTOR = "aal2";

    Grant {
        scopes = List.copyOf(scopes);
        permissions = Set.copyOf(permissions);
        tenants = Set.copyOf(tenants);
    }

    /** What is allowed to somebody of whom nothing is said how sure it is that it is he. */
    Grant(List<SmartScope> scopes, Set<String> permissions, Set<String> tenants, Optional<String> patient) {
        this(scopes, permissions, tenants, patient, "", Optional.empty(), Oneself.UNKNOWN);
    }

    /** Whether it is sure enough who holds it: as sure as that level says, or more. */
    boolean isAssured(String level) {
        return isAssured(assurance, level);
    }

    static boolean isAssured(String assurance, String level) {
        return assurance.equals(level) || assurance.equals(PROGRAM) || assurance.equals(SECOND_FACTOR);
    }

    /** Whether nothing that can be said in scopes is closed to it, so that records need no looking at. */
    boolean isUnlimited() {
        return scopes.stream()
                .anyMatch(scope -> !scope.isRestricted()
                        && SmartScope.ALL_TYPES.equals(scope.type())
                        && scope.interactions().containsAll(Set.of(Interaction.values())));
    }

    /** Whether it speaks of that interaction with records of that type, be it only with some of them. */
    boolean allows(String type, Interaction interaction) {
        return scopesFor(type, interaction).findAny().isPresent();
    }

    /** Whether it allows that interaction with every record of that type. */
    boolean allowsEvery(String type, Interaction interaction) {
        return scopesFor(type, interaction).anyMatch(scope -> !scope.isRestricted());
    }

    /**
     * Whether no record of that type, or of any with {@code *}, is hidden from a reader or a searcher. A Binary is as open as the record
     * that it belongs to, which may be of any type.
     */
    boolean seesEvery(String type) {
        var reached = type.equals(BINARY) ? SmartScope.ALL_TYPES : type;
        return allowsEvery(reached, Interaction.READ) && allowsEvery(reached, Interaction.SEARCH);
    }

    /** The scopes that speak of that interaction with that type; those for all records come first. */
    Stream<SmartScope> scopesFor(String type, Interaction interaction) {
        return scopes.stream()
                .filter(scope -> scope.speaksOf(type, interaction))
                .filter(scope -> scope.context() != SmartScope.Context.PATIENT || patient.isPresent());
    }

    boolean permits(String operation) {
        return permissions.contains(ScopePolicy.EVERY_OPERATION) || permissions.contains("operation/" + operation);
    }
}

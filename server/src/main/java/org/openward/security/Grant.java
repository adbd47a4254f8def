package org.openward.security;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * All that one token allows its holder.
 *
 * @param permissions operation permissions, such as {@code operation/Invoice-pay} or {@code operation/*}
 * @param patient the one whose records {@code patient/} scopes speak of
 */
record Grant(List<SmartScope> scopes, Set<String> permissions, Set<String> tenants, Optional<String> patient) {
    static final String EVERY_OPERATION = "operation/*";

    Grant {
        scopes = List.copyOf(scopes);
        permissions = Set.copyOf(permissions);
        tenants = Set.copyOf(tenants);
    }

    static Grant of(Jwt token) {
        return new Grant(
                words(token, TokenClaims.SCOPE)
                        .flatMap(scope -> SmartScope.parse(scope).stream())
                        .sorted(Comparator.comparing(SmartScope::isRestricted))
                        .toList(),
                words(token, TokenClaims.PERMISSIONS).collect(Collectors.toSet()),
                words(token, TokenClaims.TENANTS).collect(Collectors.toSet()),
                Optional.ofNullable(token.getClaimAsString(TokenClaims.PATIENT)).map(Grant::idPart));
    }

    /** Issuers write a list either as JSON array or as words with spaces between. */
    private static Stream<String> words(Jwt token, String claim) {
        var value = token.getClaims().get(claim);
        if (value instanceof Collection<?> list) {
            return list.stream().map(String::valueOf);
        }
        return value == null
                ? Stream.empty()
                : Stream.of(value.toString().split(" ")).filter(word -> !word.isEmpty());
    }

    private static String idPart(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
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

    /** The scopes that speak of that interaction with that type; those for all records come first. */
    Stream<SmartScope> scopesFor(String type, Interaction interaction) {
        return scopes.stream()
                .filter(scope -> scope.speaksOf(type, interaction))
                .filter(scope -> scope.context() != SmartScope.Context.PATIENT || patient.isPresent());
    }

    boolean permits(String operation) {
        return permissions.contains(EVERY_OPERATION) || permissions.contains("operation/" + operation);
    }
}

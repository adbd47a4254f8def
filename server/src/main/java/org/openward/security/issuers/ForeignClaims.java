package org.openward.security.issuers;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.security.Claims;
import org.openward.security.ScopePolicy;
import org.openward.security.issuers.IssuersSettings.Issuer;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;

/**
 * Says in this server's words what the token of another issuer says in its own, and never more than the operator trusts that issuer
 * with.
 */
final class ForeignClaims {
    /** Between the issuer's name and the name that it gave: no account of one issuer is ever taken for another's. */
    static final String SEPARATOR = "|";

    /** This server's own words for what somebody showed who signed in. */
    private static final String PASSWORD = "aal1";

    private static final String SECOND_FACTOR = "aal2";

    private final String name;
    private final Issuer issuer;

    ForeignClaims(String name, Issuer issuer) {
        this.name = name;
        this.issuer = issuer;
    }

    Jwt inOurWords(Jwt token) {
        var names = issuer.claims();
        var claims = new HashMap<String, Object>();
        Stream.of(JwtClaimNames.ISS, JwtClaimNames.AUD, JwtClaimNames.IAT, JwtClaimNames.NBF, JwtClaimNames.EXP)
                .filter(token::hasClaim)
                .forEach(kept -> claims.put(kept, token.getClaim(kept)));
        put(claims, JwtClaimNames.SUB, named(text(token, names.subject())));
        put(claims, Claims.CLIENT, named(text(token, names.client())));
        if (isOfOneTenant(token)) {
            put(claims, Claims.PATIENT, text(token, names.patient()));
            put(claims, Claims.FHIR_USER, text(token, names.fhirUser()));
        }
        put(claims, Claims.ACR, assurance(token));
        var codes = roles(token)
                .flatMap(role -> role.worksAs().stream())
                .distinct()
                .sorted()
                .toList();
        if (!codes.isEmpty()) {
            claims.put(Claims.ROLES, codes);
        }
        put(claims, Claims.PURPOSE, text(token, Claims.PURPOSE));
        claims.put(Claims.SCOPE, String.join(" ", scopes(token)));
        claims.put(Claims.PERMISSIONS, List.copyOf(permissions(token)));
        claims.put(Claims.TENANTS, List.copyOf(tenants(token)));
        return Jwt.withTokenValue(token.getTokenValue())
                .headers(headers -> headers.putAll(token.getHeaders()))
                .claims(all -> all.putAll(claims))
                .build();
    }

    /** How sure the issuer is who it is, as far as that means anything here; nothing where nobody signed in. */
    private @Nullable String assurance(Jwt token) {
        if (Stream.of(Claims.ACR, Claims.AMR)
                .flatMap(claim -> words(token, claim).stream())
                .anyMatch(issuer.secondFactor()::contains)) {
            return SECOND_FACTOR;
        }
        return Claims.tellsOfASignIn(token) ? PASSWORD : null;
    }

    /** Otherwise nobody can say in which tenant the record is that the token names; the same id means another one in each. */
    private boolean isOfOneTenant(Jwt token) {
        return issuer.tenant() != null
                || words(token, issuer.claims().tenants()).size() == 1;
    }

    private static void put(Map<String, Object> claims, String claim, @Nullable String value) {
        if (value != null) {
            claims.put(claim, value);
        }
    }

    private @Nullable String named(@Nullable String subject) {
        return subject == null ? null : name + SEPARATOR + subject;
    }

    private Set<String> scopes(Jwt token) {
        var asked = new LinkedHashSet<>(words(token, issuer.claims().scope()));
        roles(token).forEach(role -> asked.addAll(role.scopes()));
        var granted = new LinkedHashSet<String>();
        asked.forEach(scope -> granted.addAll(ScopePolicy.among(issuer.scopes(), scope)));
        return granted;
    }

    private Set<String> permissions(Jwt token) {
        var asked = new LinkedHashSet<>(words(token, issuer.claims().permissions()));
        roles(token).forEach(role -> asked.addAll(role.permissions()));
        var all = ScopePolicy.EVERY_OPERATION;
        if (asked.contains(all)) {
            return issuer.permissions();
        }
        if (!issuer.permissions().contains(all)) {
            asked.retainAll(issuer.permissions());
        }
        return asked;
    }

    private Set<String> tenants(Jwt token) {
        if (issuer.tenant() != null) {
            return Set.of(issuer.tenant());
        }
        var asked = new LinkedHashSet<>(words(token, issuer.claims().tenants()));
        asked.retainAll(issuer.tenants());
        return asked;
    }

    private Stream<IssuersSettings.Role> roles(Jwt token) {
        return words(token, issuer.claims().roles()).stream()
                .flatMap(role -> Stream.ofNullable(issuer.roles().get(role)));
    }

    private static @Nullable String text(Jwt token, String claim) {
        var value = value(token.getClaims(), claim);
        return value instanceof String text && !text.isBlank() ? text : null;
    }

    /** A list, or words with spaces between. */
    private static List<String> words(Jwt token, String claim) {
        var value = value(token.getClaims(), claim);
        if (value instanceof Collection<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return value == null
                ? List.of()
                : Stream.of(value.toString().split(" "))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    /** The whole name first: some issuers name their claims as web addresses, with dots in them. */
    private static @Nullable Object value(Map<?, ?> claims, String path) {
        var whole = claims.get(path);
        var dot = path.indexOf('.');
        if (whole != null || dot < 0) {
            return whole;
        }
        return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? value(inner, path.substring(dot + 1))
                : null;
    }
}

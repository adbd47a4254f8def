package org.openward.security;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import org.openward.security.roles.RoleHolder;
import org.openward.tenancy.Caller;
import org.springframework.security.oauth2.jwt.Jwt;

/** Reads what a token allows, once, when the request comes in, and finds it again later. */
final class Granted {
    private Granted() {}

    static Optional<Grant> to(@Nullable RequestDetails request) {
        var kept = request instanceof ServletRequestDetails web
                ? web.getServletRequest().getAttribute(CallerFilter.GRANT)
                : request == null ? null : request.getUserData().get(CallerFilter.GRANT);
        return kept instanceof Grant grant ? Optional.of(grant) : Optional.empty();
    }

    /** Lets a request of the server itself do what a token allowed, for whom it works. */
    static void give(RequestDetails request, Grant grant) {
        request.getUserData().put(CallerFilter.GRANT, grant);
    }

    /** All that this token allows. */
    static Grant by(Jwt token) {
        return new Grant(
                words(token, Claims.SCOPE)
                        .flatMap(scope -> SmartScope.parse(scope).stream())
                        .sorted(Comparator.comparing(SmartScope::isRestricted))
                        .toList(),
                words(token, Claims.PERMISSIONS).collect(Collectors.toSet()),
                words(token, Claims.TENANTS).collect(Collectors.toSet()),
                patient(token),
                assurance(token),
                person(token));
    }

    private static Optional<String> patient(Jwt token) {
        return Optional.ofNullable(token.getClaimAsString(Claims.PATIENT)).map(Granted::idPart);
    }

    /** Whoever has the claim works in roles, be it in none. */
    private static Optional<RoleHolder> person(Jwt token) {
        if (!token.hasClaim(Claims.ROLES)) {
            return Optional.empty();
        }
        var user = Optional.ofNullable(token.getClaimAsString(Claims.FHIR_USER))
                .map(IdType::new)
                .filter(id -> id.hasResourceType() && id.hasIdPart())
                .map(id -> id.toUnqualifiedVersionless().getValue());
        var patient = patient(token)
                .or(() -> user.filter(name -> name.startsWith("Patient/")).map(Granted::idPart));
        return Optional.of(new RoleHolder(
                words(token, Claims.ROLES).collect(Collectors.toSet()), user.orElse(null), patient.orElse(null)));
    }

    /** Issuers name their levels as they like, but {@code mfa} means several factors everywhere (RFC 8176). */
    private static String assurance(Jwt token) {
        if (Claims.kindOf(token) == Caller.Kind.CLIENT) {
            return Grant.PROGRAM;
        }
        if (words(token, Claims.AMR).anyMatch("mfa"::equals)) {
            return Grant.SECOND_FACTOR;
        }
        return Objects.requireNonNullElse(token.getClaimAsString(Claims.ACR), "");
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
}

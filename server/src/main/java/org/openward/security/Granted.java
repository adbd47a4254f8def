package org.openward.security;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
    private static final String PATIENT = "PAT";
    private static final String CAREGIVER = "CGV";

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
        var himself = himself(token);
        var isHeld = isHeldToThePatient(token, himself);
        return new Grant(
                words(token, Claims.SCOPE)
                        .flatMap(scope -> SmartScope.parse(scope).stream())
                        .map(scope -> isHeld && scope.context() == SmartScope.Context.PATIENT ? scope.ofUser() : scope)
                        .sorted(Comparator.comparing(SmartScope::isRestricted))
                        .toList(),
                words(token, Claims.PERMISSIONS).collect(Collectors.toSet()),
                words(token, Claims.TENANTS).collect(Collectors.toSet()),
                patient(token),
                assurance(token),
                person(token, himself),
                himself);
    }

    /**
     * Whether the roles reach no other patient than the scopes speak of: those of the patient himself, or of one who is his RelatedPerson.
     * Then the roles decide alone, record by record, so that operations on the patient's record are open and so are the places and
     * people of the hospital.
     */
    private static boolean isHeldToThePatient(Jwt token, Oneself himself) {
        var patient = patient(token).orElse("");
        var roles = words(token, Claims.ROLES).toList();
        return !patient.isEmpty()
                && ((roles.equals(List.of(PATIENT)) && patient.equals(himself.patient()))
                        || (roles.equals(List.of(CAREGIVER))
                                && himself.patient() == null
                                && patient.equals(
                                        named(token, Claims.CARED_PATIENT).orElse(""))));
    }

    private static Optional<String> patient(Jwt token) {
        return named(token, Claims.PATIENT).map(Granted::idPart);
    }

    /** The patient whom an app began with is somebody else, as a rule. */
    private static Oneself himself(Jwt token) {
        var record = named(token, Claims.FHIR_USER)
                .map(IdType::new)
                .filter(id -> id.hasResourceType() && id.hasIdPart())
                .map(id -> id.getResourceType() + "/" + id.getIdPart());
        var patient = named(token, Claims.OWN_PATIENT)
                .or(() -> record.filter(name -> name.startsWith("Patient/")))
                .map(Granted::idPart);
        return new Oneself(record.orElse(null), patient.orElse(null));
    }

    /** The record that a claim names; the same id means another record in each tenant, so nothing for a token of several. */
    private static Optional<String> named(Jwt token, String claim) {
        return Optional.ofNullable(token.getClaimAsString(claim))
                .filter(name -> words(token, Claims.TENANTS).limit(2).count() < 2);
    }

    /** A person works in the roles that the token names, be they none; a program does only where it names some. */
    private static Optional<RoleHolder> person(Jwt token, Oneself himself) {
        return token.hasClaim(Claims.ROLES) || Claims.kindOf(token) == Caller.Kind.PERSON
                ? Optional.of(new RoleHolder(
                        words(token, Claims.ROLES).collect(Collectors.toSet()),
                        himself.record(),
                        himself.patient(),
                        caredFor(token)))
                : Optional.empty();
    }

    private static @Nullable String caredFor(Jwt token) {
        return named(token, Claims.CARED_PATIENT).map(Granted::idPart).orElse(null);
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

package org.openward.security;

import java.util.stream.Stream;
import org.openward.tenancy.Caller;
import org.springframework.security.oauth2.jwt.Jwt;

/** The words of an access token that OpenWard reads, whoever issued it. */
public final class Claims {
    /** How surely it is the person. */
    public static final String ACR = "acr";

    /** By what that was found out. */
    public static final String AMR = "amr";

    /** The patient before a caregiver, for whom he is the RelatedPerson that {@link #FHIR_USER} names. */
    public static final String CARED_PATIENT = "cared_patient";

    public static final String CLIENT = "client_id";

    public static final String ENCOUNTER = "encounter";

    public static final String FHIR_USER = "fhirUser";

    public static final String NEED_PATIENT_BANNER = "need_patient_banner";

    /** The patient that the holder is himself, whichever patient an app began with. */
    public static final String OWN_PATIENT = "own_patient";

    /** Whose records {@code patient/} scopes speak of; where an app began with a patient, that one. */
    public static final String PATIENT = "patient";

    public static final String PERMISSIONS = "permissions";

    /** What records are used for, as a code of HL7's PurposeOfUse; otherwise the roles tell. */
    public static final String PURPOSE = "purpose_of_use";

    /** What somebody is in the hospital, as codes of the matrix of roles; of a program without it the scopes alone decide. */
    public static final String ROLES = "roles";

    public static final String SCOPE = "scope";

    /** The sign-in in which the token was given. */
    public static final String SIGN_IN = "sid";

    public static final String TENANTS = "tenants";

    private Claims() {}

    /**
     * Whether a program holds the token, or a person. A program that acts for itself is named alike by client and subject, and nothing
     * tells of a sign-in; whoever does not prove that is taken for a person.
     */
    public static Caller.Kind kindOf(Jwt token) {
        var client = token.getClaimAsString(CLIENT);
        return client != null && client.equals(token.getSubject()) && !tellsOfASignIn(token)
                ? Caller.Kind.CLIENT
                : Caller.Kind.PERSON;
    }

    /** Whether it was given in a sign-in of somebody. */
    public static boolean tellsOfASignIn(Jwt token) {
        return Stream.of(ACR, AMR, SIGN_IN).anyMatch(token::hasClaim);
    }
}

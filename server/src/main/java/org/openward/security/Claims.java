package org.openward.security;

/** The words of an access token that OpenWard reads, whoever issued it. */
public final class Claims {
    /** How surely it is the person. */
    public static final String ACR = "acr";

    /** By what that was found out. */
    public static final String AMR = "amr";

    public static final String CLIENT = "client_id";

    public static final String ENCOUNTER = "encounter";

    public static final String FHIR_USER = "fhirUser";

    public static final String NEED_PATIENT_BANNER = "need_patient_banner";

    public static final String PATIENT = "patient";

    public static final String PERMISSIONS = "permissions";

    /** What somebody is in the hospital, as codes of the matrix of roles; without it, the scopes alone decide. */
    public static final String ROLES = "roles";

    public static final String SCOPE = "scope";

    /** The sign-in in which the token was given. */
    public static final String SIGN_IN = "sid";

    public static final String TENANTS = "tenants";

    private Claims() {}
}

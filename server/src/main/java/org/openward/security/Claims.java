package org.openward.security;

/** The words of an access token that OpenWard reads, whoever issued it. */
public final class Claims {
    public static final String CLIENT = "client_id";

    public static final String FHIR_USER = "fhirUser";

    public static final String PATIENT = "patient";

    public static final String PERMISSIONS = "permissions";

    /** What somebody is in the hospital, as codes of the matrix of roles; without it, the scopes alone decide. */
    public static final String ROLES = "roles";

    public static final String SCOPE = "scope";

    public static final String TENANTS = "tenants";

    private Claims() {}
}

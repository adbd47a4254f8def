package org.openward.tenancy;

import java.util.Set;

/**
 * Which tenant a FHIR URL speaks of: {@code /fhir/clinic-b/Patient} is clinic-b's, {@code /fhir/Patient} the default
 * tenant's.
 */
public final class TenantPath {
    /** First path segments that look like a tenant id but are the server's own. */
    private static final Set<String> RESERVED = Set.of("metadata", "swagger-ui", "api-docs");

    private TenantPath() {}

    /**
     * The tenant that a FHIR path names.
     *
     * @param path what follows {@code /fhir}, with or without a leading slash, without query
     */
    public static TenantId tenantOf(String path) {
        var segment = firstSegment(path);
        return namesTenant(segment) ? new TenantId(segment) : TenantId.DEFAULT;
    }

    /** Whether that first path segment is a tenant's name and no part of a FHIR URL. */
    public static boolean namesTenant(String segment) {
        return TenantId.isWellFormed(segment) && !RESERVED.contains(segment);
    }

    private static String firstSegment(String path) {
        var start = path.startsWith("/") ? 1 : 0;
        var end = path.indexOf('/', start);
        return end < 0 ? path.substring(start) : path.substring(start, end);
    }
}

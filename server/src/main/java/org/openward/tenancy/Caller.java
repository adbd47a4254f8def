package org.openward.tenancy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for something, in which tenant: a person, a client program, a device or the server itself.
 *
 * @param subject the identity that the audit names: a client id, a user name, {@code Device/x}, or {@code openward}
 * @param requestId the id that log, OperationOutcome and audit share
 * @param address where the request came from, empty for the server itself
 * @param permissions what the caller may do beyond its scopes, such as {@code operation/Invoice-pay}
 * @param purpose what records are used for, as far as that is known
 * @param record the one that stands for the caller in the hospital, such as {@code Practitioner/12}, as far as that is known
 */
public record Caller(
        TenantId tenant,
        Kind kind,
        String subject,
        String requestId,
        String address,
        Set<String> permissions,
        @Nullable Purpose purpose,
        @Nullable String record) {
    /** The right to bring medical record numbers along from another system instead of drawing new ones. */
    public static final String MIGRATION = "migration/Patient-mrn";

    public Caller {
        permissions = Set.copyOf(permissions);
    }

    /** A caller of whom nothing is said who that is in the hospital's records. */
    public Caller(
            TenantId tenant,
            Kind kind,
            String subject,
            String requestId,
            String address,
            Set<String> permissions,
            @Nullable Purpose purpose) {
        this(tenant, kind, subject, requestId, address, permissions, purpose, null);
    }

    /** A caller of whom nothing is said what for. */
    public Caller(
            TenantId tenant, Kind kind, String subject, String requestId, String address, Set<String> permissions) {
        this(tenant, kind, subject, requestId, address, permissions, null);
    }

    /** A caller without any permission beyond its scopes. */
    public Caller(TenantId tenant, Kind kind, String subject, String requestId, String address) {
        this(tenant, kind, subject, requestId, address, Set.of());
    }

    /** The same caller, who uses records for that. */
    public Caller using(Purpose other) {
        return new Caller(tenant, kind, subject, requestId, address, permissions, other, record);
    }

    /** The same caller, for whom that record stands. */
    public Caller standingFor(@Nullable String other) {
        return new Caller(tenant, kind, subject, requestId, address, permissions, purpose, other);
    }

    public boolean may(String permission) {
        return permissions.contains(permission);
    }

    /** What sort of actor a caller is. */
    public enum Kind {
        PERSON,
        CLIENT,
        DEVICE,
        SERVER
    }

    /** The server acting on its own account, such as for an event listener or a scheduled job. */
    public static Caller server(TenantId tenant, String requestId) {
        return new Caller(tenant, Kind.SERVER, "openward", requestId, "");
    }
}

package org.openward.security;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.disclosure.Reader;
import org.openward.security.roles.RoleHolder;
import org.openward.tenancy.Caller;

/**
 * What somebody was allowed to see when he asked for something that is done later in his name.
 *
 * @param subject the client id or user name
 * @param scopes SMART scopes as they stood in the token
 * @param patient the one whose records {@code patient/} scopes speak of
 * @param person the roles that he worked in; nobody where the scopes alone decide
 * @param user the record that describes him, such as {@code Practitioner/3}, as far as the token said it
 */
public record KeptGrant(
        Caller.Kind kind,
        String subject,
        List<String> scopes,
        @Nullable String patient,
        @Nullable RoleHolder person,
        @Nullable String user) {
    public KeptGrant {
        scopes = List.copyOf(scopes);
    }

    /** Of a program, which has no roles. */
    public KeptGrant(Caller.Kind kind, String subject, List<String> scopes, @Nullable String patient) {
        this(kind, subject, scopes, patient, null, null);
    }

    /**
     * Of a member of the staff or a patient, who works in roles.
     *
     * @param roles their codes
     */
    public static KeptGrant inRoles(KeptGrant plain, Set<String> roles, @Nullable String user) {
        return new KeptGrant(
                plain.kind,
                plain.subject,
                plain.scopes,
                plain.patient,
                new RoleHolder(roles, user, plain.patient),
                user);
    }

    /** Who it is, for what patients decided about such readers. */
    public Reader reader() {
        return new Reader(kind, subject, user, patient, Reader.Purpose.CARE);
    }
}

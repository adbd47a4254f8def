package org.openward.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.security.roles.RoleHolder;
import org.openward.tenancy.Caller;

/**
 * What somebody was allowed to see when he asked for something that is done later in his name.
 *
 * @param subject the client id or user name
 * @param scopes SMART scopes as they stood in the token
 * @param patient the one whose records {@code patient/} scopes speak of
 * @param person the roles that he worked in; nobody where the scopes alone decide
 */
public record KeptGrant(
        Caller.Kind kind, String subject, List<String> scopes, @Nullable String patient, @Nullable RoleHolder person) {
    public KeptGrant {
        scopes = List.copyOf(scopes);
    }

    /** Of a program, which has no roles. */
    public KeptGrant(Caller.Kind kind, String subject, List<String> scopes, @Nullable String patient) {
        this(kind, subject, scopes, patient, null);
    }
}

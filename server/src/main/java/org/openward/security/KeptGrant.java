package org.openward.security;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.disclosure.Reader;
import org.openward.security.roles.RoleHolder;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;

/**
 * What somebody was allowed to see when he asked for something that is done later in his name.
 *
 * @param subject the client id or user name
 * @param scopes SMART scopes as they stood in the token
 * @param patient the one whose records {@code patient/} scopes speak of
 * @param person the roles that he worked in; of a program nobody, where the scopes alone decide
 * @param himself who he is in the hospital's records; unknown in what was kept by former versions
 */
public record KeptGrant(
        Caller.Kind kind,
        String subject,
        List<String> scopes,
        @Nullable String patient,
        @Nullable RoleHolder person,
        Oneself himself) {
    public KeptGrant {
        scopes = List.copyOf(scopes);
        himself = himself == null ? ofFormerVersion(person) : himself;
        person = person == null && kind == Caller.Kind.PERSON ? inNoRole(himself) : person;
    }

    /** Who it is, for what patients decided about such readers. */
    public Reader reader() {
        return new Reader(kind, subject, himself.record(), himself.patient(), Reader.Purpose.CARE);
    }

    /** The same, for the trail: who is told something now, in the acting tenant. */
    public Caller receiver() {
        return new Caller(Acting.tenant(), kind, subject, UUID.randomUUID().toString(), "")
                .standingFor(himself.record());
    }

    /** A person of whom no role was kept. */
    private static RoleHolder inNoRole(Oneself himself) {
        return new RoleHolder(Set.of(), himself.record(), himself.patient());
    }

    private static Oneself ofFormerVersion(@Nullable RoleHolder person) {
        return person == null ? Oneself.UNKNOWN : new Oneself(person.userName(), null);
    }

    /** Of a program, which has no roles. */
    public KeptGrant(Caller.Kind kind, String subject, List<String> scopes, @Nullable String patient) {
        this(kind, subject, scopes, patient, null, Oneself.UNKNOWN);
    }

    /** Of a person who has no token yet. */
    public static KeptGrant ofPerson(String subject, List<String> scopes, Set<String> roles, Oneself himself) {
        var person = new RoleHolder(roles, himself.record(), himself.patient());
        return new KeptGrant(Caller.Kind.PERSON, subject, scopes, himself.patient(), person, himself);
    }
}

package org.openward.identity.staff;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.openward.identity.accounts.Roles;

/**
 * Roles that somebody is to have when somebody else approves it, as approvers see it.
 *
 * @param practitioner the id of the person's record; null for somebody new
 * @param userName with which the person signs in
 * @param email where somebody who is invited gets mail; null for an account that there is
 * @param name of somebody who is invited
 * @param former the roles that the account had when this was proposed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WantedRoles(
        @Nullable String practitioner,
        String userName,
        @Nullable String email,
        @Nullable String name,
        SortedSet<String> roles,
        SortedSet<String> former) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static WantedRoles of(InvitePerson person) {
        return new WantedRoles(
                person.practitioner().orElse(null),
                person.userName(),
                person.email(),
                person.name(),
                person.roles().codes(),
                Roles.of(List.of()).codes());
    }

    static WantedRoles read(String content) {
        try {
            return JSON.readValue(content, WantedRoles.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("A proposed grant of roles cannot be read.", unreadable);
        }
    }

    String written() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whoever is invited by it; nobody when the account is there already. */
    Optional<InvitePerson> invitation() {
        return email == null || name == null
                ? Optional.empty()
                : Optional.of(
                        new InvitePerson(userName, name, email, new Roles(roles), Optional.ofNullable(practitioner)));
    }

    String described() {
        return "Give " + userName + " the roles " + roles + (former.isEmpty() ? "" : " instead of " + former);
    }
}

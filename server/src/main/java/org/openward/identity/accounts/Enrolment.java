package org.openward.identity.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.openward.tenancy.TenantId;

/** Gives people who are cared for here, or care for such a person, an account that belongs to their record, and nobody else's. */
public final class Enrolment {
    private final Accounts accounts;
    private final AccountRoles roles;
    private final Invitations invitations;

    Enrolment(Accounts accounts, AccountRoles roles, Invitations invitations) {
        this.accounts = accounts;
        this.roles = roles;
        this.invitations = invitations;
    }

    /**
     * Somebody who is to have an account.
     *
     * @param record who this is, such as {@code Patient/12}
     * @param role the one that such people have
     * @param email where this person gets mail; empty where nobody knows
     */
    public record Newcomer(TenantId tenant, String record, String role, String fullName, String email) {
        @Override
        public String toString() {
            return record;
        }
    }

    /**
     * An account that waits for its person to set a password.
     *
     * @param secret what the link holds; kept nowhere
     */
    public record Enrolled(String userName, String secret, Instant expires) {
        @Override
        public String toString() {
            return userName + " until " + expires;
        }
    }

    /**
     * The one account of that record and a link by which its password is set, within the transaction of whoever decided so. Who has an
     * account keeps it with its name, and its password until the link is used; one that was closed is opened again, without a password.
     *
     * @return nothing when the name is taken
     */
    public Optional<Enrolled> enrol(Newcomer who, String userName, String grantedBy) {
        accounts.alone(who.tenant(), who.record());
        var known = accounts.lockedFor(who.tenant(), who.record());
        if (known.isEmpty() && !accounts.open(userName, who.fullName(), who.email(), who.tenant(), who.record())) {
            return Optional.empty();
        }
        var name = known.map(Account::userName).orElse(userName);
        known.filter(account -> accounts.find(name).isEmpty()).ifPresent(closed -> {
            accounts.reopen(name);
            accounts.forgetPassword(closed);
        });
        roles.replace(name, Roles.of(List.of(who.role())), grantedBy);
        var invitation = invitations.make(name, grantedBy);
        return Optional.of(new Enrolled(name, invitation.secret(), invitation.expires()));
    }
}

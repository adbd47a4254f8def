package org.openward.identity.staff;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Practitioner;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.fhir.FhirStore;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.AccountRoles;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Invitations;
import org.openward.identity.accounts.Invitations.Invitation;
import org.openward.identity.accounts.Roles;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where an administrator makes accounts for the people of a tenant, gives them roles, and closes them. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class StaffDesk {
    private static final String MAY_GIVE_ROLES = "operation/Practitioner-set-roles";
    private static final String EVERYTHING = "operation/*";

    private final FhirStore records;
    private final Accounts accounts;
    private final AccountRoles roles;
    private final Invitations invitations;
    private final Access access;
    private final AuditTrail trail;

    StaffDesk(
            FhirStore records,
            Accounts accounts,
            AccountRoles roles,
            Invitations invitations,
            Access access,
            AuditTrail trail) {
        this.records = records;
        this.accounts = accounts;
        this.roles = roles;
        this.invitations = invitations;
        this.access = access;
        this.trail = trail;
    }

    /** Refuses to whoever may give no roles. */
    public void requireMayGive(Roles roles) {
        var caller = Acting.caller();
        if (!roles.codes().isEmpty() && !caller.may(MAY_GIVE_ROLES) && !caller.may(EVERYTHING)) {
            throw AccountRefused.forbidden("Giving roles needs the permission " + MAY_GIVE_ROLES
                    + ". Invite without roles, and have an administrator give them.");
        }
    }

    /** The name of the account that an invitation makes or opens; refused when there is an open one already. */
    public String nameOf(InvitePerson person) {
        var known = person.practitioner()
                .flatMap(id -> accounts.of(Acting.tenant(), named(id)))
                .map(Account::userName)
                .orElse(person.userName());
        if (accounts.find(known).isPresent()) {
            throw AccountRefused.conflict("There is an account of that name or for that practitioner already.");
        }
        return known;
    }

    /** Makes an account, or opens the closed one of that practitioner again, and a link by which its password is set. */
    @Transactional
    public Welcome invite(InvitePerson person) {
        var caller = Acting.caller().subject();
        var admitted = admit(person, caller);
        return welcome(admitted.practitioner(), admitted.userName(), invitations.make(admitted.userName(), caller));
    }

    /** Somebody who has an account now, and no password. */
    record Admitted(String practitioner, String userName) {}

    /** Makes an account, or opens the closed one of that practitioner again; without a link nobody can use it yet. */
    @Transactional
    public Admitted admit(InvitePerson person, String grantedBy) {
        var tenant = Acting.tenant();
        var practitioner = practitioner(person);
        var known = accounts.lockedFor(tenant, named(practitioner));
        var userName = known.map(Account::userName).orElse(person.userName());
        if (known.isPresent()) {
            reopen(known.get());
        } else if (!accounts.open(userName, person.name(), person.email(), tenant, named(practitioner))) {
            throw AccountRefused.conflict("There is an account of that name or for that practitioner already.");
        }
        roles.replace(userName, person.roles(), grantedBy);
        record(
                practitioner,
                "Account " + userName + " made with roles " + person.roles().codes());
        return new Admitted(practitioner, userName);
    }

    private String practitioner(InvitePerson person) {
        if (person.practitioner().isPresent()) {
            return records.read(Practitioner.class, person.practitioner().get())
                    .getIdElement()
                    .getIdPart();
        }
        var practitioner = new Practitioner().setActive(true);
        practitioner.addName().setText(person.name());
        practitioner.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue(person.email());
        return records.create(practitioner).getIdElement().getIdPart();
    }

    private void reopen(Account account) {
        if (accounts.find(account.userName()).isPresent()) {
            throw AccountRefused.conflict(
                    "That practitioner has an account already. For a new link use $reset-password.");
        }
        accounts.reopen(account.userName());
        accounts.forgetPassword(account);
    }

    /** The roles of that account now. */
    public Roles rolesOf(Account account) {
        return roles.of(account.userName());
    }

    /** These are all roles of that person from now on; who was signed in has to do so again. */
    @Transactional
    public Roles setRoles(String practitioner, Roles wanted, String grantedBy) {
        var account = somebodyElse(practitioner);
        roles.replace(account.userName(), wanted, grantedBy);
        access.end(account.userName(), "roles changed");
        record(practitioner, "Roles of " + account.userName() + " set to " + wanted.codes());
        return wanted;
    }

    /**
     * The password is void at once, and so is everything that was given with it; the link sets another one.
     *
     * @param factor whether the second factor is void too, because the phone is lost
     */
    @Transactional
    public Welcome resetPassword(String practitioner, Factor factor) {
        var account = open(practitioner);
        accounts.forgetPassword(account);
        if (factor == Factor.REMOVED) {
            access.removeSecondFactor(account.userName());
        }
        access.end(account.userName(), "password reset");
        record(practitioner, "Password of " + account.userName() + " reset, second factor " + factor);
        return welcome(
                practitioner,
                account.userName(),
                invitations.makeAnew(account.userName(), Acting.caller().subject()));
    }

    /** What becomes of the second factor. */
    enum Factor {
        KEPT,
        REMOVED
    }

    /** Closes the account: nobody signs in with it any more, and its tokens end within a minute. */
    @Transactional
    public Practitioner deactivate(String practitioner, String reason) {
        var account = somebodyElse(practitioner);
        accounts.close(account.userName());
        invitations.withdraw(account.userName());
        access.end(account.userName(), "account closed");
        record(practitioner, "Account " + account.userName() + " closed: " + reason);
        var known = records.read(Practitioner.class, practitioner);
        return known.getActive() ? records.update(known.setActive(false)) : known;
    }

    /** Ends some of the person's sign-ins, or all when none is named; how many those were. */
    @Transactional
    public int endSessions(String practitioner, List<UUID> named) {
        var account = known(practitioner);
        var ended = named.isEmpty()
                ? access.end(account.userName(), "ended by an administrator")
                : access.end(account.userName(), named, "ended by an administrator");
        record(practitioner, "Sign-ins of " + account.userName() + " ended: " + ended);
        return ended;
    }

    /** What that account can do now. */
    @Transactional(readOnly = true)
    public Rights rights(String practitioner) {
        var account = known(practitioner);
        return new Rights(
                account,
                accounts.find(account.userName()).isPresent(),
                roles.of(account.userName()),
                access.hasSecondFactor(account.userName()),
                access.signIns(account.userName()));
    }

    private Account known(String practitioner) {
        records.read(Practitioner.class, practitioner);
        return accounts.of(Acting.caller().tenant(), named(practitioner))
                .orElseThrow(() -> AccountRefused.nobodys(named(practitioner)));
    }

    /** Nobody changes his own roles, and nobody closes the account that he works with; nobody else changes it meanwhile. */
    public Account somebodyElse(String practitioner) {
        records.read(Practitioner.class, practitioner);
        var account = accounts.lockedFor(Acting.caller().tenant(), named(practitioner))
                .orElseThrow(() -> AccountRefused.nobodys(named(practitioner)));
        if (Acting.caller().kind() == Caller.Kind.PERSON
                && account.userName().equals(Acting.caller().subject())) {
            throw AccountRefused.forbidden("Nobody does this to his own account. Ask another administrator.");
        }
        return account;
    }

    private Account open(String practitioner) {
        var account = somebodyElse(practitioner);
        return accounts.find(account.userName()).orElseThrow(AccountRefused::closed);
    }

    private static Welcome welcome(String practitioner, String userName, Invitation invitation) {
        return new Welcome(practitioner, userName, invitation.secret(), invitation.expires());
    }

    private void record(String practitioner, String what) {
        var deed = Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES);
        var about = new About("Practitioner", practitioner, null, null);
        trail.record(new AuditEntry(Acting.caller(), deed, about, what));
    }

    private static String named(String practitioner) {
        return "Practitioner/" + practitioner;
    }
}

package org.openward.identity.patients;

import java.util.Optional;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Invitations;
import org.openward.identity.accounts.MovedAccounts;
import org.openward.identity.sessions.SignIns;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Closes the account of a patient whose record ends, or has it go where the record goes. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class EndingAccounts {
    private final Candidates candidates;
    private final Accounts accounts;
    private final MovedAccounts moved;
    private final Invitations invitations;
    private final SignIns signIns;
    private final AuditTrail trail;

    EndingAccounts(
            Candidates candidates,
            Accounts accounts,
            MovedAccounts moved,
            Invitations invitations,
            SignIns signIns,
            AuditTrail trail) {
        this.candidates = candidates;
        this.accounts = accounts;
        this.moved = moved;
        this.invitations = invitations;
        this.signIns = signIns;
        this.trail = trail;
    }

    /** The record is in use again: an account that went with it into another one comes back. */
    @Transactional
    public void cameBack(String patient) {
        var tenant = Acting.tenant();
        var record = PatientDesk.record(patient);
        accounts.alone(tenant, record);
        moved.moveBack(tenant, record).ifPresent(account -> end(account, patient, "came back with its record"));
    }

    /** The record was merged: the account goes with it, where the other record has none. */
    @Transactional
    public void merged(String patient, Optional<String> survivor) {
        var account = open(patient);
        var goesTo = account.flatMap(known -> survivor.filter(this::isFree)).map(PatientDesk::record);
        if (account.isPresent() && goesTo.isPresent()) {
            moved.move(account.get(), Acting.tenant(), PatientDesk.record(patient), goesTo.get());
            end(account.get(), patient, "went to " + goesTo.get() + " with its record");
        } else {
            ended(patient);
        }
    }

    /** Nobody uses the account any more. */
    @Transactional
    public void ended(String patient) {
        open(patient).ifPresent(account -> {
            accounts.close(account.userName());
            invitations.withdraw(account.userName());
            end(account, patient, "closed, as its record has ended or its patient is under age");
        });
    }

    private Optional<Account> open(String patient) {
        accounts.alone(Acting.tenant(), PatientDesk.record(patient));
        return accounts.lockedFor(Acting.tenant(), PatientDesk.record(patient))
                .filter(account -> accounts.find(account.userName()).isPresent());
    }

    /** Whether that record is in use and has no account, closed ones included. */
    private boolean isFree(String survivor) {
        var tenant = Acting.tenant();
        var record = PatientDesk.record(survivor);
        accounts.alone(tenant, record);
        return accounts.of(tenant, record).isEmpty()
                && candidates.inUse(survivor).isPresent();
    }

    private void end(Account account, String patient, String what) {
        signIns.endOthers(account.userName(), Optional.empty(), what);
        var deed = Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES);
        var about = new About("Patient", patient, null, patient);
        trail.record(new AuditEntry(Acting.caller(), deed, about, "Account " + account.userName() + " " + what));
    }
}

package org.openward.identity.patients;

import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.fhir.FhirStore;
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
    private final FhirStore records;
    private final Accounts accounts;
    private final MovedAccounts moved;
    private final Invitations invitations;
    private final SignIns signIns;
    private final AuditTrail trail;

    EndingAccounts(
            FhirStore records,
            Accounts accounts,
            MovedAccounts moved,
            Invitations invitations,
            SignIns signIns,
            AuditTrail trail) {
        this.records = records;
        this.accounts = accounts;
        this.moved = moved;
        this.invitations = invitations;
        this.signIns = signIns;
        this.trail = trail;
    }

    /** From the end of the transaction on, the account is where the record is. */
    @Transactional
    public void changed(String patient, Standing standing) {
        var tenant = Acting.tenant();
        var record = PatientDesk.record(patient);
        accounts.alone(tenant, record);
        if (standing.isOpen()) {
            moved.moveBack(tenant, record).ifPresent(account -> end(account, patient, "came back with its record"));
            return;
        }
        var open = accounts.lockedFor(tenant, record)
                .filter(account -> accounts.find(account.userName()).isPresent());
        if (open.isPresent()) {
            var goesTo = standing.survivor().filter(this::isFree).map(PatientDesk::record);
            goesTo.ifPresentOrElse(
                    survivor -> {
                        moved.move(open.get(), tenant, record, survivor);
                        end(open.get(), patient, "went to " + survivor + " with its record");
                    },
                    () -> {
                        accounts.close(open.get().userName());
                        invitations.withdraw(open.get().userName());
                        end(open.get(), patient, "closed, as its record has ended");
                    });
        }
    }

    /** Whether that record is in use and has no account, closed ones included. */
    private boolean isFree(String survivor) {
        var tenant = Acting.tenant();
        var record = PatientDesk.record(survivor);
        accounts.alone(tenant, record);
        return accounts.of(tenant, record).isEmpty()
                && records.find(Patient.class, survivor)
                        .filter(patient -> Standing.of(patient).isOpen())
                        .isPresent();
    }

    private void end(Account account, String patient, String what) {
        signIns.endOthers(account.userName(), Optional.empty(), what);
        var deed = Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES);
        var about = new About("Patient", patient, null, patient);
        trail.record(new AuditEntry(Acting.caller(), deed, about, "Account " + account.userName() + " " + what));
    }
}

package org.openward.identity.patients;

import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Enrolment;
import org.openward.identity.accounts.Enrolment.Enrolled;
import org.openward.identity.accounts.Enrolment.Newcomer;
import org.openward.identity.patients.InvitePatient.Factor;
import org.openward.identity.secondfactor.SecondFactors;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where patients get the account of their own record, and no other's. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class PatientDesk {
    static final String ROLE = "PAT";
    private static final String TYPE = "Patient";

    private final Candidates candidates;
    private final Accounts accounts;
    private final Enrolment enrolment;
    private final SecondFactors factors;
    private final AuditTrail trail;

    PatientDesk(
            Candidates candidates, Accounts accounts, Enrolment enrolment, SecondFactors factors, AuditTrail trail) {
        this.candidates = candidates;
        this.accounts = accounts;
        this.enrolment = enrolment;
        this.factors = factors;
        this.trail = trail;
    }

    /** The front desk knows who the patient is, and hands the link over. */
    @Transactional
    public Enrolled invite(InvitePatient command) {
        accounts.alone(Acting.tenant(), record(command.patient()));
        var patient = candidates.seen(command.patient());
        var userName = accounts.of(Acting.tenant(), record(command.patient()))
                .map(Account::userName)
                .or(command::userName)
                .or(() -> candidates.email(patient).filter(Account::isUserName))
                .orElseThrow(PatientAccountRefused::unnamed);
        var by = Acting.caller().subject();
        var enrolled = enrolment.enrol(newcomer(patient), userName, by).orElseThrow(PatientAccountRefused::nameTaken);
        accounts.reachedBy(enrolled.userName(), candidates.email(patient).orElse(""));
        if (command.factor() == Factor.REMOVED) {
            factors.remove(enrolled.userName());
        }
        record(
                command.patient(),
                "Patient invited to the account " + enrolled.userName() + ", second factor " + command.factor());
        return enrolled;
    }

    /**
     * He has proved himself who he is. An account that the hospital closed stays closed.
     *
     * @return nothing when there can be no account, or the name is taken
     */
    @Transactional
    public Optional<Enrolled> enrol(String id, String userName) {
        accounts.alone(Acting.tenant(), record(id));
        var patient = mayEnrol(id);
        if (patient.isEmpty()) {
            return Optional.empty();
        }
        var enrolled = enrolment.enrol(newcomer(patient.get()), userName, userName);
        enrolled.ifPresent(made -> record(id, "Patient proved by code who it is, for the account " + made.userName()));
        return enrolled;
    }

    /** The patient, if he may have an account without anybody's help. */
    public Optional<Patient> mayEnrol(String id) {
        return candidates.byHimself(id);
    }

    /** Where a code may be sent to him. */
    public Optional<String> knownAddress(Patient patient) {
        return candidates.knownAddress(patient);
    }

    private Newcomer newcomer(Patient patient) {
        return new Newcomer(
                Acting.tenant(),
                record(patient.getIdElement().getIdPart()),
                ROLE,
                Optional.ofNullable(patient.getNameFirstRep().getNameAsSingleString())
                        .orElse(""),
                candidates.email(patient).orElse(""));
    }

    private void record(String patient, String what) {
        var deed = Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES);
        trail.record(new AuditEntry(Acting.caller(), deed, new About(TYPE, patient, null, patient), what));
    }

    static String record(String patient) {
        return TYPE + "/" + patient;
    }
}

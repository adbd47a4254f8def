package org.openward.identity.patients;

import java.time.Clock;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirStore;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.letters.MailAddress;
import org.openward.security.assignment.Majority;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Which patients may have an account of their own record, and where they get mail. For minors their parents act. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class Candidates {
    private final FhirStore records;
    private final Accounts accounts;
    private final Majority majority;
    private final Clock clock;

    Candidates(FhirStore records, Accounts accounts, Majority majority, Clock clock) {
        this.records = records;
        this.accounts = accounts;
        this.majority = majority;
        this.clock = clock;
    }

    /** The patient whom the desk sees. */
    Patient seen(String id) {
        var patient = records.read(Patient.class, id);
        if (!Standing.of(patient).isOpen()) {
            throw PatientAccountRefused.nobodyCouldUseIt();
        }
        if (majority.isMinor(patient)) {
            throw PatientAccountRefused.minor();
        }
        return patient;
    }

    /** The patient, if he may have an account without anybody's help. One that the hospital closed stays closed. */
    Optional<Patient> byHimself(String id) {
        var closed = accounts.of(Acting.tenant(), PatientDesk.record(id))
                .filter(account -> accounts.find(account.userName()).isEmpty());
        return closed.isPresent() ? Optional.empty() : inUse(id);
    }

    /** The patient of a record that is in use, if he decides alone. */
    Optional<Patient> inUse(String id) {
        return records.find(Patient.class, id)
                .filter(patient -> Standing.of(patient).isOpen())
                .filter(patient -> !majority.isMinor(patient));
    }

    /** Whether a corrected birth date makes a minor of him. */
    boolean isFoundMinor(Patient before, Patient after) {
        return majority.isMinor(after) && !majority.isMinor(before);
    }

    /**
     * Where he gets mail as the hospital knows it without him. He may write his record himself once he has an account, so of that only an
     * address counts that is in it still, and that the desk knew.
     */
    Optional<String> knownAddress(Patient patient) {
        var record = PatientDesk.record(patient.getIdElement().getIdPart());
        var account = accounts.of(Acting.tenant(), record);
        return account.isEmpty()
                ? email(patient)
                : accounts.email(account.get().userName())
                        .filter(known -> MailAddress.isAmong(patient.getTelecom(), clock.instant(), known));
    }

    /** Where he gets mail, as his record says. */
    Optional<String> email(Patient patient) {
        return MailAddress.among(patient.getTelecom(), clock.instant());
    }
}

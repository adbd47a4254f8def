package org.openward.identity.caregivers;

import java.time.Clock;
import java.util.Optional;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.fhir.FhirStore;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Enrolment.Newcomer;
import org.openward.identity.letters.MailAddress;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where relatives get an account. It opens nothing by itself: that a relative is a child's parent, or a patient's consent, does. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class CaregiverDesk {
    static final String ROLE = "CGV";
    private static final String TYPE = "RelatedPerson";

    private final FhirStore records;
    private final Accounts accounts;
    private final CaregiverEnrolment enrolment;
    private final AuditTrail trail;
    private final Clock clock;

    CaregiverDesk(FhirStore records, Accounts accounts, CaregiverEnrolment enrolment, AuditTrail trail, Clock clock) {
        this.records = records;
        this.accounts = accounts;
        this.enrolment = enrolment;
        this.trail = trail;
        this.clock = clock;
    }

    /** The front desk knows who the relative is, and hands the link over. */
    @Transactional
    public CaregiverAccount invite(InviteCaregiver command) {
        accounts.alone(Acting.tenant(), record(command.relative()));
        var relative = records.read(RelatedPerson.class, command.relative());
        if (relative.hasActive() && !relative.getActive()) {
            throw CaregiverRefused.notActive();
        }
        var account = enrolment.enrol(newcomer(relative), command);
        var deed = Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES);
        var how =
                account.link().map(link -> "second factor " + command.factor()).orElse("which he has already");
        trail.record(new AuditEntry(
                Acting.caller(),
                deed,
                new About(TYPE, command.relative(), null, patient(relative).orElse(null)),
                "Caregiver invited to the account " + account.userName() + ", " + how));
        return account;
    }

    private Newcomer newcomer(RelatedPerson relative) {
        return new Newcomer(
                Acting.tenant(),
                record(relative.getIdElement().getIdPart()),
                ROLE,
                Optional.ofNullable(relative.getNameFirstRep().getNameAsSingleString())
                        .orElse(""),
                email(relative).orElse(""));
    }

    private Optional<String> email(RelatedPerson relative) {
        return MailAddress.among(relative.getTelecom(), clock.instant());
    }

    private static Optional<String> patient(RelatedPerson relative) {
        return Optional.ofNullable(relative.getPatient().getReferenceElement().getIdPart());
    }

    static String record(String relative) {
        return TYPE + "/" + relative;
    }
}

package org.openward.identity.patients;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirStore;
import org.openward.identity.letters.LetterNotTaken;
import org.openward.identity.letters.Letterbox;
import org.openward.identity.letters.PersonalLetter;
import org.openward.identity.patients.IdentityClaims.Entry;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Looks up who people say that they are, away from their requests, so that no answer takes longer for a patient; and sends a code to each
 * who is one. Several servers share the work.
 */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class ClaimRounds {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimRounds.class);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    private final IdentityClaims claims;
    private final PatientDesk desk;
    private final Finding finding;
    private final Letterbox letterbox;
    private final SelfRegistration.Book book;
    private final TransactionOperations transactions;

    ClaimRounds(
            IdentityClaims claims,
            PatientDesk desk,
            Finding finding,
            ObjectProvider<Letterbox> letterboxes,
            SelfRegistration.Book book,
            TransactionOperations transactions) {
        this.claims = claims;
        this.desk = desk;
        this.finding = finding;
        this.letterbox = letterboxes.getIfAvailable(Nowhere::new);
        this.book = book;
        this.transactions = transactions;
    }

    @Scheduled(fixedDelayString = "PT1S", initialDelayString = "PT5S")
    void goOn() {
        if (!finding.isAsked()) {
            return;
        }
        try {
            while (lookUpOne()) {
                // Until nobody waits.
            }
        } catch (RuntimeException failure) {
            LOG.warn("Who wants an account could not be looked up: {}", failure.getMessage());
        }
    }

    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void forgetOld() {
        try {
            transactions.executeWithoutResult(status -> claims.forgetOld());
        } catch (RuntimeException failure) {
            LOG.warn("Who wanted an account and did not prove it could not be forgotten: {}", failure.getMessage());
        }
    }

    private boolean lookUpOne() {
        var next = transactions.execute(status -> claims.next());
        if (next == null || next.isEmpty()) {
            return false;
        }
        var claim = next.get();
        var request = "claim-" + UUID.randomUUID();
        try {
            Acting.as(
                    new Caller(claim.tenant(), Caller.Kind.SERVER, "openward", request, claim.address()),
                    () -> lookUp(claim));
        } catch (RuntimeException failure) {
            transactions.executeWithoutResult(status -> claims.again(claim));
            throw failure;
        }
        return true;
    }

    private void lookUp(Entry claim) {
        var patient = finding.theOne(claims.said(claim))
                .flatMap(found -> desk.mayEnrol(found.getIdElement().getIdPart()));
        var address = patient.flatMap(desk::knownAddress).filter(known -> letterbox.isOpen());
        if (patient.isEmpty() || address.isEmpty()) {
            transactions.executeWithoutResult(status -> {
                claims.lookedUp(claim);
                book.count(patient.isEmpty() ? "nobody" : "no-address");
                book.refused(
                        patient.isEmpty()
                                ? "Nobody is the patient that somebody said to be"
                                : "The patient has no mail address to which a code could be sent");
            });
            return;
        }
        send(claim, patient.get().getIdElement().getIdPart(), address.get());
    }

    /** The code counts before it is sent: should the server stop in between, another one is sent. */
    private void send(Entry claim, String patient, String address) {
        var code = ProofCode.make();
        transactions.executeWithoutResult(status -> claims.fits(claim, patient, code));
        try {
            letterbox.post(finding.letter(address, code, claim));
        } catch (LetterNotTaken failure) {
            book.count("not-taken");
            transactions.executeWithoutResult(status -> claims.again(claim));
            LOG.warn("A code for a patient could not be sent, and is sent again: {}", failure.getMessage());
            return;
        }
        transactions.executeWithoutResult(status -> {
            claims.lookedUp(claim);
            book.sent(patient);
        });
    }

    /** Finds the one patient whom a claim fits, and the words for him. */
    @Component
    @ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
    static class Finding {
        private final FhirStore records;
        private final Tenants tenants;
        private final PatientSettings settings;

        Finding(FhirStore records, Tenants tenants, PatientSettings settings) {
            this.records = records;
            this.tenants = tenants;
            this.settings = settings;
        }

        boolean isAsked() {
            return settings.isSelfService();
        }

        /** A number that two records in use have proves nothing. */
        Optional<Patient> theOne(IdentityClaim claim) {
            var query =
                    "identifier=" + FhirStore.literally(claim.system()) + "%7C" + FhirStore.literally(claim.number());
            List<Patient> found = records.search(Patient.class, query).stream()
                    .filter(claim::hasNumber)
                    .filter(patient -> Standing.of(patient).isOpen())
                    .toList();
            return found.size() == 1 ? Optional.of(found.get(0)).filter(claim::fits) : Optional.empty();
        }

        PersonalLetter letter(String address, String code, Entry claim) {
            var tenant = tenants.named(claim.tenant());
            var until = CLOCK.format(ZonedDateTime.ofInstant(claim.expires(), tenant.timeZone()));
            return new PersonalLetter(
                    address,
                    "Your code for " + tenant.name(),
                    """
                    Somebody, hopefully you, wants to use your records at %s by himself.
                    Type this code on the page on which you said who you are:

                        %s

                    It works once, until %s. Tell it to nobody. If it was not you, do nothing; nobody gets in without it.
                    %s"""
                            .formatted(tenant.name(), code, until, replaced(claim)));
        }

        /** A letter that was not taken for certain may have come all the same, with another code. */
        private static String replaced(Entry claim) {
            return claim.codeHash() == null
                    ? ""
                    : "Should another letter have come before, the code in that one does not count any more.\n";
        }
    }

    /** Where there is no mail server. */
    private static final class Nowhere implements Letterbox {
        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public void post(PersonalLetter letter) throws LetterNotTaken {
            throw new LetterNotTaken("This server sends no mail.");
        }
    }
}

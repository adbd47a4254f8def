package org.openward.identity.patients;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Enrolment.Enrolled;
import org.openward.identity.accounts.SignInFailures;
import org.openward.identity.accounts.SignInFailures.Guess;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Where patients come without an invitation. Nobody learns here whether somebody is a patient: what is said is kept and looked up later,
 * and the code goes to the mail address that the hospital knows.
 */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
public class SelfRegistration {
    private static final String STRANGER = "self-registration";

    private final IdentityClaims claims;
    private final PatientDesk desk;
    private final SignInFailures failures;
    private final Tenants tenants;
    private final TransactionOperations transactions;
    private final Book book;

    SelfRegistration(
            IdentityClaims claims,
            PatientDesk desk,
            SignInFailures failures,
            Tenants tenants,
            TransactionOperations transactions,
            Book book) {
        this.claims = claims;
        this.desk = desk;
        this.failures = failures;
        this.tenants = tenants;
        this.transactions = transactions;
        this.book = book;
    }

    /** The systems of identifiers by which patients prove themselves; none where the desk alone lets them in. */
    public List<String> systems() {
        return book.settings.verifiedBy();
    }

    /**
     * From where somebody asks.
     *
     * @param requestId as it stands in the answer
     */
    public record Visit(String requestId, String address) {}

    /**
     * Somebody says who he is.
     *
     * @return what his browser keeps; nothing when what he says cannot be read
     */
    public Optional<String> begin(String tenant, List<String> said, Visit visit) {
        var claim = IdentityClaim.of(said.get(0), said.get(1), said.get(2), said.get(3))
                .filter(complete -> systems().contains(complete.system()));
        return claim.map(complete -> {
            var handle = ProofCode.ticket();
            var here = Optional.of(tenant)
                    .filter(TenantId::isWellFormed)
                    .map(TenantId::new)
                    .filter(id -> tenants.find(id).isPresent() && !tenants.isSuspended(id));
            var isHeard = isHeard(claims.attemptsOf(tenant, complete));
            book.count(isHeard ? "heard" : "too-many");
            if (isHeard && here.isPresent()) {
                transactions.executeWithoutResult(
                        status -> claims.enter(handle, here.get(), complete, visit.address()));
            }
            return handle;
        });
    }

    /** Counted under each name. */
    private boolean isHeard(List<String> names) {
        var heard = names.stream()
                .filter(name -> failures.begin(Guess.IDENTITY, name).isHeard())
                .count();
        return heard == names.size();
    }

    /** What came of a code. */
    public enum Result {
        /** Wrong, used, too old, tried too often, or of nobody. */
        WRONG,
        /** Right, and still good: the name that somebody would like belongs to another. */
        NAME_TAKEN,
        PROVED
    }

    /**
     * How it ended.
     *
     * @param secret of the link by which the password is set; empty when nothing was proved
     */
    public record Outcome(Result result, String secret) {
        @Override
        public String toString() {
            return result.toString();
        }
    }

    private static final Outcome WRONG = new Outcome(Result.WRONG, "");

    /**
     * Somebody shows the code that was sent to the patient.
     *
     * @param userName with which he would like to sign in; one who has an account keeps his name
     */
    public Outcome prove(String handle, String code, String userName, Visit visit) {
        var tenant = claims.tenantOf(handle);
        if (tenant.isEmpty()) {
            book.count("unknown");
            return WRONG;
        }
        var caller = new Caller(tenant.get(), Caller.Kind.PERSON, STRANGER, visit.requestId(), visit.address());
        var outcome = Acting.as(caller, () -> transactions.execute(status -> prove(handle, code, userName.strip())));
        return outcome == null ? WRONG : outcome;
    }

    private Outcome prove(String handle, String code, String userName) {
        var claim = claims.locked(handle);
        if (claim.isEmpty()) {
            return missed("There is no such code, or not any more");
        }
        var known = claim.get();
        var given = ProofCode.hash(known.key(), code);
        var patient = known.patient();
        if (!ProofCode.isSame(given, known.codeHash())
                || patient == null
                || desk.mayEnrol(patient).isEmpty()) {
            claims.missed(known);
            return missed("Wrong code, number " + (known.tries() + 1));
        }
        var enrolled = Account.isUserName(userName) ? desk.enrol(patient, userName) : Optional.<Enrolled>empty();
        if (enrolled.isEmpty()) {
            return new Outcome(Result.NAME_TAKEN, "");
        }
        claims.forget(known);
        var attempts = known.attemptsOf();
        if (attempts != null) {
            Stream.of(attempts.split(" ")).forEach(name -> failures.forget(Guess.IDENTITY, name));
        }
        book.count("proved");
        return new Outcome(Result.PROVED, enrolled.get().secret());
    }

    private Outcome missed(String why) {
        book.missed(why);
        return WRONG;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT10M")
    void forgetOldAttempts() {
        try {
            failures.forgetOld();
        } catch (RuntimeException failure) {
            book.keptOldAttempts(failure);
        }
    }

    /** What is written down and counted. */
    @Component
    @ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
    static class Book {
        private static final Logger LOG = LoggerFactory.getLogger(SelfRegistration.class);

        private final PatientSettings settings;
        private final AuditTrail trail;
        private final MeterRegistry meters;

        Book(PatientSettings settings, AuditTrail trail, MeterRegistry meters) {
            this.settings = settings;
            this.trail = trail;
            this.meters = meters;
        }

        void count(String outcome) {
            meters.counter("openward.accounts.claims", "outcome", outcome).increment();
        }

        /** Somebody could not prove himself the patient, in the open transaction. */
        void missed(String why) {
            count("wrong-code");
            refused(why);
        }

        void refused(String why) {
            trail.record(new AuditEntry(
                    Acting.caller(),
                    Deed.refused(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES, why),
                    About.NOTHING,
                    null));
        }

        void keptOldAttempts(RuntimeException failure) {
            LOG.warn("Old attempts to sign in could not be forgotten: {}", failure.getMessage());
        }

        void sent(String patient) {
            count("sent");
            trail.record(new AuditEntry(
                    Acting.caller(),
                    Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES),
                    new About("Patient", patient, null, patient),
                    "A code to prove who it is was sent to the patient's mail address"));
        }
    }
}

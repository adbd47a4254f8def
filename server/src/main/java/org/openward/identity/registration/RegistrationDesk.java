package org.openward.identity.registration;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.openward.approvals.ApprovableChange;
import org.openward.approvals.ApprovalDesk;
import org.openward.approvals.ApprovalRefused;
import org.openward.approvals.Proposal;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.tenancy.Acting;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionOperations;

/** Where apps ask to be registered. What they asked for is a proposal; a client they are when somebody else has approved it. */
final class RegistrationDesk implements ApprovableChange {
    private static final String NAME = "client-registration";
    private static final int RANDOM_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Newcomers newcomers;
    private final ClientRegister register;
    private final ApprovalDesk approvals;
    private final AuditTrail trail;
    private final PasswordEncoder secrets;
    private final TransactionOperations transactions;

    RegistrationDesk(
            Newcomers newcomers,
            ClientRegister register,
            ApprovalDesk approvals,
            AuditTrail trail,
            PasswordEncoder secrets,
            TransactionOperations transactions) {
        this.newcomers = newcomers;
        this.register = register;
        this.approvals = approvals;
        this.trail = trail;
        this.secrets = secrets;
        this.transactions = transactions;
    }

    /**
     * An app that waits for a decision.
     *
     * @param secret told this once; null for an app without one
     */
    record Waiting(NewClient client, @Nullable String secret, Task task) {
        @Override
        public String toString() {
            return client.clientId();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Keeps what the app says of itself, for somebody else than the caller to decide. */
    Waiting propose(NewClient client, int most) {
        try {
            register.check(client);
        } catch (IllegalArgumentException impossible) {
            throw RegistrationRefused.metadata(String.valueOf(impossible.getMessage()));
        }
        var secret = client.hasSecret() ? madeUp() : null;
        var hash = secret == null ? null : secrets.encode(secret);
        return transactions.execute(status -> {
            if (!newcomers.keep(client, hash, most)) {
                throw RegistrationRefused.tooMany(most);
            }
            var words = "Register the app " + client.name() + " with the scopes " + String.join(" ", client.scopes());
            return new Waiting(client, secret, approvals.propose(new Proposal(NAME, client.written(), words, null)));
        });
    }

    /**
     * Takes a client of the acting tenant away, at once, with all that was granted to it.
     *
     * @param entered the tenants that the caller may enter: all that are the client's
     */
    void withdraw(String clientId, Set<String> entered) {
        transactions.executeWithoutResult(status -> {
            if (!register.withdraw(clientId, Acting.tenant(), entered)) {
                throw RegistrationRefused.unknown();
            }
            record("Client " + clientId + " withdrawn");
        });
    }

    private void record(String what) {
        trail.record(new AuditEntry(
                Acting.caller(), Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.ATTRIBUTES), About.NOTHING, what));
    }

    private String madeUp() {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void drop(String content) {
        newcomers.take(NewClient.read(content));
    }

    @Override
    public Optional<String> carryOut(String content, String proposer) {
        var client = NewClient.read(content);
        var kept = newcomers.take(client).orElseThrow(ApprovalRefused::overtaken);
        register.enter(client, kept.secretHash());
        record("Client " + client.clientId() + " registered with " + String.join(" ", client.scopes()));
        return Optional.empty();
    }
}

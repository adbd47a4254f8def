package org.openward.approvals;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Task;
import org.openward.approvals.KeptProposal.Status;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.tenancy.Acting;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Where high-risk changes are proposed, and approved or rejected by somebody else. Of several decisions at the same time one takes
 * effect; the change, its Task and its audit row commit together or not at all.
 */
@Component
public class ApprovalDesk {
    private static final int AT_ONCE = 100;

    private final ApprovalBook book;
    private final ApprovalTasks tasks;
    private final ObjectProvider<ApprovableChange> changes;
    private final AuditTrail trail;
    private final TransactionOperations transactions;
    private final ObjectProvider<Independence> independence;

    ApprovalDesk(
            ApprovalBook book,
            ApprovalTasks tasks,
            ObjectProvider<ApprovableChange> changes,
            AuditTrail trail,
            TransactionOperations transactions,
            ObjectProvider<Independence> independence) {
        this.book = book;
        this.tasks = tasks;
        this.changes = changes;
        this.trail = trail;
        this.transactions = transactions;
        this.independence = independence;
    }

    /** Keeps what the caller wants to do, for somebody else to decide; the same once more answers the same task. */
    public Task propose(Proposal proposal) {
        var proposer = Acting.caller().subject();
        var hash = ProposalHash.of(Acting.tenant(), proposal.change(), proposer, proposal.content());
        return transactions.execute(status -> book.same(proposal.change(), hash, proposer)
                .map(known -> tasks.read(known.task()))
                .orElseGet(() -> enter(proposal, hash)));
    }

    private Task enter(Proposal proposal, String hash) {
        var now = book.now();
        var expiry = book.expiry(now);
        var task = tasks.begin(proposal, hash, expiry);
        var kept = new KeptProposal(
                task.getIdElement().getIdPart(),
                proposal.change(),
                proposal.content(),
                hash,
                Acting.caller().subject(),
                Acting.caller().record(),
                now,
                expiry,
                Status.OPEN);
        book.enter(kept);
        record(kept, "propose");
        return task;
    }

    /** Carries out what was proposed; the task afterwards says what came of it. */
    public Task approve(String task, String comment) {
        return transactions.execute(status -> {
            var proposal = open(task);
            if (isProposer(proposal) || isSamePerson(proposal)) {
                throw ApprovalRefused.ownProposal();
            }
            requirePermission(proposal);
            requireIndependence(proposal);
            var shown = unaltered(proposal);
            book.decide(proposal, Status.CARRIED_OUT);
            var result = change(proposal).carryOut(proposal.content(), proposal.proposer());
            record(proposal, "approve");
            return tasks.carriedOut(shown, result, comment);
        });
    }

    /** Closes a proposal without carrying it out; whoever made it may withdraw it so. */
    public Task reject(String task, String comment) {
        return transactions.execute(status -> {
            var proposal = open(task);
            if (!isProposer(proposal)) {
                requirePermission(proposal);
            }
            book.decide(proposal, Status.REJECTED);
            drop(proposal);
            record(proposal, "reject");
            return tasks.rejected(tasks.read(task), comment);
        });
    }

    /** Closes the acting tenant's proposals whose time is over; how many there were. */
    int closeOverdue() {
        return transactions.execute(status -> {
            List<KeptProposal> overdue = book.overdue(AT_ONCE);
            overdue.forEach(proposal -> {
                book.decide(proposal, Status.EXPIRED);
                drop(proposal);
                record(proposal, "expire");
                tasks.expired(tasks.read(proposal.task()));
            });
            return overdue.size();
        });
    }

    private KeptProposal open(String task) {
        var proposal = book.ofTask(task).orElseGet(() -> {
            // Another task, or none at all: that is another refusal.
            tasks.read(task);
            throw ApprovalRefused.noProposal();
        });
        if (!proposal.isOpen()) {
            throw ApprovalRefused.decidedAlready(
                    proposal.status().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        if (book.isExpired(proposal)) {
            throw ApprovalRefused.expired();
        }
        return proposal;
    }

    private Task unaltered(KeptProposal proposal) {
        var task = tasks.read(proposal.task());
        var hash = ProposalHash.of(Acting.tenant(), proposal.change(), proposal.proposer(), proposal.content());
        if (!hash.equals(proposal.hash()) || !tasks.shows(task, proposal)) {
            throw ApprovalRefused.altered();
        }
        return task;
    }

    private ApprovableChange change(KeptProposal proposal) {
        return known(proposal).orElseThrow(() -> ApprovalRefused.unknownChange(proposal.change()));
    }

    /** One of a department that this server no longer has is closed all the same. */
    private void drop(KeptProposal proposal) {
        known(proposal).ifPresent(change -> change.drop(proposal.content()));
    }

    private Optional<ApprovableChange> known(KeptProposal proposal) {
        return changes.stream()
                .filter(change -> change.name().equals(proposal.change()))
                .findFirst();
    }

    /** User names differ in more than their capitals. */
    private static boolean isProposer(KeptProposal proposal) {
        return proposal.proposer().equalsIgnoreCase(Acting.caller().subject());
    }

    /** Under whatever name: the same record of the hospital stands for both. */
    private static boolean isSamePerson(KeptProposal proposal) {
        return proposal.proposerRecord() != null
                && proposal.proposerRecord().equals(Acting.caller().record());
    }

    private static void requirePermission(KeptProposal proposal) {
        var permission = ApprovableChange.PERMISSION + proposal.change();
        var caller = Acting.caller();
        if (!caller.may(permission) && !caller.may(ApprovableChange.PERMISSION + "*")) {
            throw ApprovalRefused.notPermitted(permission);
        }
    }

    private void requireIndependence(KeptProposal proposal) {
        independence.stream()
                .flatMap(known ->
                        known
                                .objectionTo(Acting.caller().subject(), proposal.proposer(), proposal.proposedAt())
                                .stream())
                .findFirst()
                .ifPresent(why -> {
                    throw ApprovalRefused.notIndependent(why);
                });
    }

    /** The chained trail holds the hash too, so that nobody can say later that something else was proposed. */
    private void record(KeptProposal proposal, String deed) {
        var about = new About("Task", proposal.task(), null, null);
        trail.record(new AuditEntry(
                Acting.caller(),
                Deed.done(Activity.SERVER, Action.EXECUTE, deed),
                about,
                proposal.change() + " sha-256 " + proposal.hash()));
    }
}

package org.openward.identity.staff;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Task;
import org.openward.approvals.ApprovableChange;
import org.openward.approvals.ApprovalDesk;
import org.openward.approvals.ApprovalRefused;
import org.openward.approvals.Proposal;
import org.openward.identity.accounts.Roles;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Where roles are given. Those that give power over others' rights, money or controlled drugs are proposed, and given when somebody else
 * approves; only a tenant's first two administrators are made at once, since there is nobody yet who could.
 */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
@EnableConfigurationProperties(RoleGrantSettings.class)
class RoleGrants implements ApprovableChange {
    private static final String NAME = "role-grant";
    private static final String TYPE = "Practitioner/";

    private final StaffDesk desk;
    private final ApprovalDesk approvals;
    private final FirstAdministrators first;
    private final RoleGrantSettings settings;
    private final TransactionOperations transactions;

    RoleGrants(
            StaffDesk desk,
            ApprovalDesk approvals,
            FirstAdministrators first,
            RoleGrantSettings settings,
            TransactionOperations transactions) {
        this.desk = desk;
        this.approvals = approvals;
        this.first = first;
        this.settings = settings;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Makes an account and gives it these roles, now or when somebody else approves. */
    Granting<Welcome> invite(InvitePerson person) {
        return transactions.execute(status -> {
            desk.requireMayGive(person.roles());
            var userName = desk.nameOf(person);
            return switch (how(userName, person.roles(), Roles.of(List.of()))) {
                case BY_TWO -> Granting.waiting(propose(WantedRoles.of(person)));
                case ALONE -> Granting.done(desk.invite(person));
                case AMONG_THE_FIRST -> {
                    var welcome = desk.invite(person);
                    takeSeat(userName);
                    yield Granting.done(welcome);
                }
            };
        });
    }

    /** Gives an account these roles and no others, now or when somebody else approves. */
    Granting<Roles> set(String practitioner, Roles wanted) {
        AskedRoles.check(wanted);
        return transactions.execute(status -> {
            var account = desk.somebodyElse(practitioner);
            var former = desk.rolesOf(account);
            var how = how(account.userName(), wanted, former);
            if (how == How.BY_TWO) {
                return Granting.waiting(propose(
                        new WantedRoles(practitioner, account.userName(), null, null, wanted.codes(), former.codes())));
            }
            if (how == How.AMONG_THE_FIRST) {
                takeSeat(account.userName());
            }
            return Granting.done(
                    desk.setRoles(practitioner, wanted, Acting.caller().subject()));
        });
    }

    /** How roles are given. */
    private enum How {
        ALONE,
        AMONG_THE_FIRST,
        BY_TWO
    }

    private How how(String userName, Roles wanted, Roles former) {
        Set<String> added = new HashSet<>(wanted.codes());
        added.removeAll(former.codes());
        if (Collections.disjoint(added, settings.byTwo())) {
            return How.ALONE;
        }
        return added.contains(FirstAdministrators.ROLE) && first.isSeatFree(Acting.tenant(), userName)
                ? How.AMONG_THE_FIRST
                : How.BY_TWO;
    }

    private void takeSeat(String userName) {
        first.take(Acting.tenant(), userName, Acting.caller().subject());
    }

    private Task propose(WantedRoles wanted) {
        var about = wanted.practitioner() == null ? null : TYPE + wanted.practitioner();
        return approvals.propose(new Proposal(NAME, wanted.written(), wanted.described(), about));
    }

    @Override
    public Optional<String> carryOut(String content, String proposer) {
        var wanted = WantedRoles.read(content);
        var invitation = wanted.invitation();
        if (invitation.isPresent()) {
            return Optional.of(TYPE + desk.admit(invitation.get(), proposer).practitioner());
        }
        var practitioner = String.valueOf(wanted.practitioner());
        var account = desk.somebodyElse(practitioner);
        if (!desk.rolesOf(account).codes().equals(wanted.former())) {
            throw ApprovalRefused.overtaken();
        }
        desk.setRoles(practitioner, new Roles(wanted.roles()), proposer);
        return Optional.of(TYPE + practitioner);
    }
}

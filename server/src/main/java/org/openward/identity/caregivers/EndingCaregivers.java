package org.openward.identity.caregivers;

import java.util.Collection;
import java.util.Optional;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Invitations;
import org.openward.identity.sessions.SignIns;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Takes RelatedPersons from the accounts that are these. Whoever is somebody else's relative still has to sign in anew, since a token may
 * name the one that was taken; an account that is nobody's relative any more is closed.
 */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class EndingCaregivers {
    private final CaregiverRecords records;
    private final Accounts accounts;
    private final Invitations invitations;
    private final SignIns signIns;

    EndingCaregivers(CaregiverRecords records, Accounts accounts, Invitations invitations, SignIns signIns) {
        this.records = records;
        this.accounts = accounts;
        this.invitations = invitations;
        this.signIns = signIns;
    }

    /** Within the transaction of whoever decided so; how many accounts these were. */
    int end(Collection<String> relatives) {
        var tenant = Acting.tenant();
        // Whoever is being invited just now was seen as the relative that he was before.
        relatives.stream().sorted().forEach(record -> accounts.alone(tenant, record));
        var names = records.accountsOf(tenant, relatives);
        // One after the other, so that whoever takes the last one finds that it is the last.
        names.forEach(accounts::hold);
        var removed = records.remove(tenant, relatives);
        names.forEach(name -> {
            signIns.endOthers(name, Optional.empty(), "no longer the relative that he was");
            if (records.of(name, tenant).isEmpty()) {
                accounts.close(name);
                invitations.withdraw(name);
            }
        });
        relatives.forEach(this::part);
        return removed;
    }

    /** An account that was made for that RelatedPerson, and is others by now, is known as one of those: nothing leads back to it. */
    void part(String relative) {
        var tenant = Acting.tenant();
        accounts.lockedFor(tenant, relative).map(Account::userName).ifPresent(name -> records.of(name, tenant).stream()
                .filter(other -> !other.equals(relative))
                .findFirst()
                .ifPresent(other -> {
                    accounts.moveTo(name, other);
                    signIns.endOthers(name, Optional.empty(), "no longer the relative that he was");
                }));
    }
}

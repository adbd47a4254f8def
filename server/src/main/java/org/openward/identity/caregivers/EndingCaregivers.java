package org.openward.identity.caregivers;

import java.util.Collection;
import java.util.Optional;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Invitations;
import org.openward.identity.sessions.SignIns;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Takes RelatedPersons from the accounts that are these; an account that is no other's relative is closed. */
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
        var removed = records.remove(tenant, relatives);
        names.stream().filter(name -> records.of(name, tenant).isEmpty()).forEach(name -> {
            accounts.close(name);
            invitations.withdraw(name);
            signIns.endOthers(name, Optional.empty(), "nobody is left to care for");
        });
        return removed;
    }
}

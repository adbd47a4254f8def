package org.openward.identity.caregivers;

import java.util.Optional;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Invitations;
import org.openward.identity.sessions.SignIns;
import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.PersonalTraces;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** The accounts of an erased patient's relatives: they are nobody's relative by him any more, and end when he was the last. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class CaregiverTraces implements PersonalTraces {
    private final CaregiverRecords records;
    private final Accounts accounts;
    private final Invitations invitations;
    private final SignIns signIns;

    CaregiverTraces(CaregiverRecords records, Accounts accounts, Invitations invitations, SignIns signIns) {
        this.records = records;
        this.accounts = accounts;
        this.invitations = invitations;
        this.signIns = signIns;
    }

    @Override
    public int erase(ErasedPerson person) {
        var tenant = Acting.tenant();
        var relatives = person.records().stream()
                .filter(record -> record.startsWith("RelatedPerson/"))
                .toList();
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

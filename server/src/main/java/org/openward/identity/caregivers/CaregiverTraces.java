package org.openward.identity.caregivers;

import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.PersonalTraces;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** The accounts of an erased patient's relatives: they are nobody's relative by him any more, and end when he was the last. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class CaregiverTraces implements PersonalTraces {
    private final EndingCaregivers accounts;

    CaregiverTraces(EndingCaregivers accounts) {
        this.accounts = accounts;
    }

    @Override
    public int erase(ErasedPerson person) {
        return accounts.end(person.records().stream()
                .filter(record -> record.startsWith("RelatedPerson/"))
                .toList());
    }
}

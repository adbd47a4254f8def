package org.openward.identity.caregivers;

import java.util.List;
import java.util.Optional;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Enrolment;
import org.openward.identity.accounts.Enrolment.Enrolled;
import org.openward.identity.accounts.Enrolment.Newcomer;
import org.openward.identity.caregivers.InviteCaregiver.Factor;
import org.openward.identity.secondfactor.SecondFactors;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Finds or makes the account of a relative. Who cares for several patients has one for all. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class CaregiverEnrolment {
    private final Accounts accounts;
    private final Enrolment enrolment;
    private final CaregiverRecords records;
    private final SecondFactors factors;

    CaregiverEnrolment(Accounts accounts, Enrolment enrolment, CaregiverRecords records, SecondFactors factors) {
        this.accounts = accounts;
        this.enrolment = enrolment;
        this.records = records;
        this.factors = factors;
    }

    /** The account that is that RelatedPerson. */
    Optional<String> nameOf(String record) {
        return records.accountsOf(Acting.tenant(), List.of(record)).stream().findFirst();
    }

    /** The account of that name is the relative from the end of the transaction on. */
    Enrolled enrol(Newcomer relative, String userName, Factor factor) {
        var tenant = Acting.tenant();
        var by = Acting.caller().subject();
        var first = first(relative, userName);
        var enrolled = enrolment.enrol(first, userName, by).orElseThrow(CaregiverRefused::nameTaken);
        if (!enrolled.userName().equals(userName)
                || !records.add(userName, tenant, first.record(), by)
                || !records.add(userName, tenant, relative.record(), by)) {
            throw CaregiverRefused.nameTaken();
        }
        if (factor == Factor.REMOVED) {
            factors.remove(userName);
        }
        return enrolled;
    }

    /** As whom somebody was known first who has an account of that name as a caregiver of this tenant. */
    private Newcomer first(Newcomer relative, String userName) {
        return accounts.find(userName)
                .filter(account -> account.tenants().contains(relative.tenant().value()))
                .flatMap(Account::record)
                .filter(record -> record.startsWith("RelatedPerson/"))
                .map(record ->
                        new Newcomer(relative.tenant(), record, relative.role(), relative.fullName(), relative.email()))
                .orElse(relative);
    }
}

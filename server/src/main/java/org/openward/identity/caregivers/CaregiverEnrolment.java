package org.openward.identity.caregivers;

import java.util.List;
import java.util.Optional;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Enrolment;
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
    private final EndingCaregivers ending;

    CaregiverEnrolment(
            Accounts accounts,
            Enrolment enrolment,
            CaregiverRecords records,
            SecondFactors factors,
            EndingCaregivers ending) {
        this.accounts = accounts;
        this.enrolment = enrolment;
        this.records = records;
        this.factors = factors;
        this.ending = ending;
    }

    /** The relative has an account from the end of the transaction on. Into one that is there already he comes only when it is named. */
    CaregiverAccount enrol(Newcomer relative, InviteCaregiver command) {
        var own = own(relative.record());
        var named = command.userName();
        if (own.isPresent() && named.filter(name -> !name.equals(own.get())).isPresent()) {
            throw CaregiverRefused.otherAccount(own.get());
        }
        var known = own.isPresent() ? Optional.<Account>empty() : named.flatMap(this::caregiver);
        if (known.isPresent()) {
            return join(known.get(), relative, command.factor());
        }
        var userName = own.or(() -> named)
                .or(() -> Optional.of(relative.email()).filter(Account::isUserName))
                .orElseThrow(CaregiverRefused::unnamed);
        return invite(relative, userName, command.factor());
    }

    /** The account that is that RelatedPerson, or was made for it and is no other. */
    private Optional<String> own(String record) {
        return records.accountsOf(Acting.tenant(), List.of(record)).stream()
                .findFirst()
                .or(() -> {
                    ending.part(record);
                    return accounts.of(Acting.tenant(), record).map(Account::userName);
                });
    }

    /** Whoever has the link to an account is in it: so none is made for a person who is not there. */
    private CaregiverAccount join(Account account, Newcomer relative, Factor factor) {
        if (factor == Factor.REMOVED) {
            throw CaregiverRefused.factorOfAnother();
        }
        add(account.userName(), relative);
        return new CaregiverAccount(account.userName(), Optional.empty());
    }

    private CaregiverAccount invite(Newcomer relative, String userName, Factor factor) {
        var by = Acting.caller().subject();
        var enrolled = enrolment
                .enrol(first(relative, userName), userName, by)
                .filter(made -> made.userName().equals(userName))
                .orElseThrow(CaregiverRefused::nameTaken);
        add(userName, relative);
        if (factor == Factor.REMOVED) {
            factors.remove(userName);
        }
        return new CaregiverAccount(userName, Optional.of(enrolled));
    }

    private void add(String userName, Newcomer relative) {
        var by = Acting.caller().subject();
        if (!records.add(userName, relative.tenant(), relative.record(), by)) {
            throw CaregiverRefused.nameTaken();
        }
    }

    /** As whom somebody was known first who has this account for several patients. */
    private Newcomer first(Newcomer relative, String userName) {
        return caregiver(userName)
                .filter(account ->
                        records.of(account.userName(), relative.tenant()).contains(relative.record()))
                .flatMap(Account::record)
                .map(record ->
                        new Newcomer(relative.tenant(), record, relative.role(), relative.fullName(), relative.email()))
                .orElse(relative);
    }

    /** The open account of that name, if it is a caregiver's of this tenant. */
    private Optional<Account> caregiver(String userName) {
        return accounts.find(userName)
                .filter(account -> account.tenants().contains(Acting.tenant().value()))
                .filter(account -> account.record()
                        .filter(record -> record.startsWith("RelatedPerson/"))
                        .isPresent());
    }
}

package org.openward.privacy.erasure;

import org.hl7.fhir.r4.model.Task;
import org.openward.approvals.ApprovalDesk;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Where it is proposed that a patient be erased; somebody else's approval does it. */
@Component
class ErasureDesk {
    private final Persons persons;
    private final ErasureConditions conditions;
    private final ApprovalDesk approvals;
    private final TransactionOperations transactions;

    ErasureDesk(
            Persons persons, ErasureConditions conditions, ApprovalDesk approvals, TransactionOperations transactions) {
        this.persons = persons;
        this.conditions = conditions;
        this.approvals = approvals;
        this.transactions = transactions;
    }

    /** The task of whoever decides about it. */
    Task propose(ErasePatient command) {
        return transactions.execute(status -> {
            var person = persons.find(command.patient());
            conditions.require(person);
            if (person.words().areIn(command.reason())) {
                throw ErasureRefused.namesThePatient();
            }
            return approvals.propose(ErasureChange.proposal(command, person.patients()));
        });
    }
}

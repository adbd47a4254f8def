package org.openward.registration;

import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.openward.fhir.FhirStore;
import org.openward.fhir.merging.RecordMerges;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes two records of one person one, and two again. Both records stay: the one that ended points to the survivor, and
 * everything that was written about it is the survivor's.
 */
@Component
public class MergeDesk {
    private final FhirStore fhir;
    private final RecordMerges merges;
    private final Merging merging;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    MergeDesk(
            FhirStore fhir, RecordMerges merges, Merging merging, JdbcClient jdbc, TransactionOperations transactions) {
        this.fhir = fhir;
        this.merges = merges;
        this.merging = merging;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Merges all of it or nothing; the survivor's next version. Who was merged so before is not merged again. */
    @Transactional
    public Patient merge(MergePatients asked) {
        alone(asked);
        return merging.during(() -> merges.merge(asked.ends(), asked.survives(), who()));
    }

    /** What {@link #merge} would make of the survivor; nothing is written. */
    public Patient preview(MergePatients asked) {
        return transactions.execute(open -> {
            open.setRollbackOnly();
            return merge(asked);
        });
    }

    /** Takes a merge back, unless one of the records that it changed was changed since. */
    @Transactional
    public void undo(MergePatients asked) {
        alone(asked);
        merging.during(() -> {
            merges.undo(asked.ends(), asked.survives());
            return asked;
        });
    }

    /** The one patient who has all these identifiers, in use or not. */
    @Transactional(readOnly = true)
    public String only(List<Identifier> identifiers) {
        var query = identifiers.stream()
                .map(identifier -> "identifier=" + FhirStore.literally(identifier.getSystem()) + "%7C"
                        + FhirStore.literally(identifier.getValue()))
                .toList();
        var found = fhir.search(Patient.class, String.join("&", query));
        if (found.size() != 1) {
            throw UnclearMerge.patients(found.size());
        }
        return found.get(0).getIdElement().getIdPart();
    }

    /** Two merges of the same patient, in whichever direction, wait for each other. */
    private void alone(MergePatients asked) {
        Stream.of(asked.ends(), asked.survives()).sorted().forEach(id -> jdbc.sql(
                        "select pg_advisory_xact_lock(hashtextextended(:patient, 0))::text")
                .param("patient", "merge/" + Acting.tenant() + "/" + id)
                .query(String.class)
                .list());
    }

    private static Reference who() {
        var caller = Acting.caller();
        if (caller.kind() == Caller.Kind.DEVICE && caller.subject().startsWith("Device/")) {
            return new Reference(caller.subject());
        }
        return new Reference()
                .setIdentifier(
                        new Identifier().setSystem(Systems.ROOT + "caller").setValue(caller.subject()))
                .setDisplay(caller.subject());
    }
}

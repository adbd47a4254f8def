package org.openward.privacy.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.openward.approvals.ApprovableChange;
import org.openward.approvals.ApprovalRefused;
import org.openward.approvals.Proposal;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.privacy.erasure.ErasedRecords.Erased;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/** The erasure of a patient, once a second person has approved it: all of it in the transaction of the approval. */
@Component
class ErasureChange implements ApprovableChange {
    static final String NAME = "patient-erasure";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Persons persons;
    private final ErasureConditions conditions;
    private final ErasedRecords records;
    private final Afterwards afterwards;

    ErasureChange(Persons persons, ErasureConditions conditions, ErasedRecords records, Afterwards afterwards) {
        this.persons = persons;
        this.conditions = conditions;
        this.records = records;
        this.afterwards = afterwards;
    }

    /**
     * What is to be done.
     *
     * @param patient the one that was named
     * @param patients all records that are this person, as they were known to the proposer
     */
    record Wanted(String patient, SortedSet<String> patients, String legalBasis, String reason) {}

    static Proposal proposal(ErasePatient command, SortedSet<String> patients) {
        var wanted =
                new Wanted(command.patient(), patients, command.legalBasis().word(), command.reason());
        try {
            return new Proposal(
                    NAME,
                    JSON.writeValueAsString(wanted),
                    "Erase Patient/" + command.patient() + " for good (" + wanted.legalBasis() + "): "
                            + command.reason(),
                    "Patient/" + command.patient());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> carryOut(String content, String proposer) {
        var wanted = wanted(content);
        var person = persons.find(wanted.patient());
        if (!person.patients().equals(wanted.patients())) {
            throw ApprovalRefused.overtaken();
        }
        conditions.require(person);
        var task = afterwards.enter(content, proposer, person, wanted.legalBasis());
        afterwards.finish(person, records.erase(person, task), wanted);
        return Optional.of("Patient/" + wanted.patient());
    }

    private static Wanted wanted(String content) {
        try {
            return JSON.readValue(content, Wanted.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("A proposed erasure cannot be read.", unreadable);
        }
    }

    /** The proof, the traces beside the records, and who is told. */
    @Component
    static class Afterwards {
        private final ErasureBook book;
        private final ErasedTraces traces;
        private final AuditTrail trail;
        private final MeterRegistry metrics;

        Afterwards(ErasureBook book, ErasedTraces traces, AuditTrail trail, MeterRegistry metrics) {
            this.book = book;
            this.traces = traces;
            this.trail = trail;
            this.metrics = metrics;
        }

        String enter(String content, String proposer, Person person, String legalBasis) {
            var task = book.taskOf(content, proposer);
            book.enter(task, person.patients(), legalBasis);
            return task;
        }

        void finish(Person person, Erased erased, Wanted wanted) {
            var others = traces.erase(person.spokenOfBy(erased.all(), erased.own()));
            for (var patient : new TreeSet<>(person.patients())) {
                trail.record(new AuditEntry(
                        Acting.caller(),
                        Deed.done(Activity.SERVER, Action.DELETE, "erase"),
                        new About("Patient", patient, null, patient),
                        wanted.legalBasis() + ": " + erased.removed() + " records removed, " + erased.pseudonymised()
                                + " pseudonymised, " + others + " other traces erased"));
            }
            metrics.counter("openward.privacy.erasures").increment();
            metrics.counter("openward.privacy.erased.records", "fate", "removed")
                    .increment(erased.removed());
            metrics.counter("openward.privacy.erased.records", "fate", "pseudonymised")
                    .increment(erased.pseudonymised());
        }
    }
}

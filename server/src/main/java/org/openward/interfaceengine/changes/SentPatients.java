package org.openward.interfaceengine.changes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Patient;
import org.openward.hl7v2.changes.PatientIdentity;
import org.openward.hl7v2.results.PatientAsSent;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.laboratory.RecordResults.Destination;
import org.openward.profiles.Systems;
import org.openward.registration.PatientIndex;
import org.openward.registration.PatientNumber;
import org.openward.registration.Traits;
import org.springframework.stereotype.Component;

/** Finds the patient whom a hospital system means. Who ended in another's favour is that other. */
@Component
class SentPatients {
    private static final String KIND = "Patient";

    private final SentIdentities identities;
    private final PatientIndex index;

    SentPatients(SentIdentities identities, PatientIndex index) {
        this.identities = identities;
        this.index = index;
    }

    /** The numbers by which a sender knows a patient. */
    static List<SentKey> keys(PatientAsSent sent, String namespace) {
        return sent.identifiers().stream()
                .map(number -> SentKey.of(KIND, PatientIdentity.of(namespace, number)))
                .distinct()
                .toList();
    }

    /**
     * The patient whom the sender administers: the one of whom it told before under one of the numbers, else the one who has
     * one of them here. Nothing when all of them are new.
     */
    Optional<Patient> administered(PatientAsSent sent, String namespace) throws CannotChange {
        var keys = keys(sent, namespace);
        var told = told(keys);
        var found = new TreeMap<>(told);
        var numbers = keys.stream()
                .map(key -> new PatientNumber(key.value(), key.system(), ""))
                .toList();
        add(index.having(numbers), found);
        if (found.isEmpty()) {
            add(index.ownedBy(numbers), found);
        }
        if (found.isEmpty() && keys.stream().anyMatch(key -> key.system().equals(Systems.MRN))) {
            throw new CannotChange(
                    Reason.UNKNOWN_PATIENT, "The message names a medical record number that nobody has here.");
        }
        var only = only(found);
        if (only.isPresent() && (told.isEmpty() || hasEnded(sent, namespace, only.get()))) {
            check(only.get(), sent);
        }
        return only;
    }

    /** The patient whom a message is about that does not administer patients. */
    Patient known(PatientAsSent sent, String namespace, Destination destination) throws CannotChange {
        if (destination.patient() != null) {
            var named = index.surviving(destination.patient())
                    .orElseThrow(() -> new CannotChange(
                            Reason.UNKNOWN_PATIENT, "The patient whom somebody named does not exist."));
            if (!destination.identityConfirmed()) {
                check(named, sent);
            }
            return named;
        }
        var found = told(keys(sent, namespace));
        if (found.isEmpty()) {
            found.putAll(index.meantBy(sent.identifiers().stream()
                    .map(number -> new PatientNumber(number.value(), number.authorityUri(), number.type()))
                    .toList()));
        }
        var only = only(found)
                .orElseThrow(() -> new CannotChange(
                        Reason.UNKNOWN_PATIENT, "No patient has a number that the message gives in PID-3."));
        check(only, sent);
        return only;
    }

    /** Whether the sender told of this patient under another record, which has ended since. */
    boolean hasEnded(PatientAsSent sent, String namespace, Patient today) {
        return identities.find(keys(sent, namespace)).values().stream()
                .anyMatch(id -> !id.equals(today.getIdElement().getIdPart()));
    }

    /** From now on these numbers mean that patient. */
    void enter(Collection<SentKey> keys, String id) {
        var before = identities.find(keys);
        for (var key : keys) {
            var known = before.get(key);
            if (known == null) {
                identities.enter(key, id);
            } else if (!known.equals(id) && index.surviving(known).isEmpty()) {
                identities.replace(key, known, id);
            }
        }
    }

    private Map<String, Patient> told(Collection<SentKey> keys) {
        Map<String, Patient> found = new TreeMap<>();
        add(identities.find(keys).values(), found);
        return found;
    }

    private void add(Collection<String> ids, Map<String, Patient> found) {
        ids.stream()
                .distinct()
                .flatMap(id -> index.surviving(id).stream())
                .forEach(patient -> found.putIfAbsent(patient.getIdElement().getIdPart(), patient));
    }

    private static Optional<Patient> only(Map<String, Patient> found) throws CannotChange {
        if (found.size() > 1) {
            throw new CannotChange(
                    Reason.AMBIGUOUS_PATIENT, "The numbers of the patient belong to " + found.size() + " patients.");
        }
        return found.values().stream().findFirst();
    }

    /** A number may be mistyped or another person's: what else the message says must fit. */
    private static void check(Patient patient, PatientAsSent sent) throws CannotChange {
        var contradiction = new Traits(sent.birthDate(), sent.sex()).contradiction(patient);
        if (contradiction.isPresent()) {
            throw new CannotChange(
                    Reason.PATIENT_MISMATCH,
                    "The " + contradiction.get() + " is not that of the patient whom the message names.",
                    patient.getIdElement().getIdPart());
        }
    }
}

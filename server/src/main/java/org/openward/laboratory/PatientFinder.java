package org.openward.laboratory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.laboratory.Filing.Obstacle;
import org.openward.laboratory.RecordResults.PatientNumber;
import org.openward.laboratory.RecordResults.Subject;
import org.openward.registration.PatientIndex;
import org.springframework.stereotype.Component;

/** Finds the one patient that a sender's numbers mean. */
@Component
class PatientFinder {
    private final FhirStore fhir;
    private final PatientIndex index;

    PatientFinder(FhirStore fhir, PatientIndex index) {
        this.fhir = fhir;
        this.index = index;
    }

    /**
     * The patient whom something names.
     *
     * @param record nothing when it was not read yet
     */
    record Named(String id, @Nullable Patient record) {
        static Named as(String id) {
            return new Named(id, null);
        }
    }

    /** The patient by our own medical record number, else by the numbers of other systems. */
    Named find(List<PatientNumber> numbers) throws CannotFile {
        var found = meantBy(numbers);
        if (found.isEmpty()) {
            throw new CannotFile(Obstacle.UNKNOWN_PATIENT, "No patient has a number that the message gives in PID-3.");
        }
        if (found.size() > 1) {
            throw new CannotFile(
                    Obstacle.AMBIGUOUS_PATIENT, "The numbers in PID-3 belong to " + found.size() + " patients.");
        }
        return found.entrySet().stream()
                .map(only -> new Named(only.getKey(), only.getValue()))
                .findFirst()
                .orElseThrow();
    }

    /** Whether the numbers can mean any patient at all. */
    boolean knows(List<PatientNumber> numbers) {
        return !meantBy(numbers).isEmpty();
    }

    private Map<String, Patient> meantBy(List<PatientNumber> numbers) {
        return index.meantBy(numbers.stream()
                .map(sent -> new org.openward.registration.PatientNumber(sent.value(), sent.system(), sent.type()))
                .toList());
    }

    /** A number may be mistyped or another person's: what else the message says must fit the patient that it leads to. */
    void check(Named patient, Subject sent) throws CannotFile {
        var contradiction = Optional.ofNullable(patient.record())
                .or(() -> fhir.find(Patient.class, patient.id()))
                .flatMap(sent::contradiction);
        if (contradiction.isPresent()) {
            throw new CannotFile(
                    Obstacle.PATIENT_MISMATCH,
                    "The " + contradiction.get() + " is not that of the patient whom the message names.",
                    patient.id());
        }
    }
}

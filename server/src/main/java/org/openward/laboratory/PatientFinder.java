package org.openward.laboratory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirStore;
import org.openward.laboratory.Filing.Obstacle;
import org.openward.laboratory.RecordResults.PatientNumber;
import org.openward.laboratory.RecordResults.Subject;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/** Finds the one patient that a sender's numbers mean. */
@Component
class PatientFinder {
    private final FhirStore fhir;

    PatientFinder(FhirStore fhir) {
        this.fhir = fhir;
    }

    /** The id of the patient: by our own medical record number, else by the numbers of other systems. */
    String find(List<PatientNumber> numbers) throws CannotFile {
        var ours = matches(numbers.stream().map(PatientFinder::asOurs).toList());
        var found = ours.isEmpty() ? matches(numbers) : ours;
        if (found.isEmpty()) {
            throw new CannotFile(Obstacle.UNKNOWN_PATIENT, "No patient has a number that the message gives in PID-3.");
        }
        if (found.size() > 1) {
            throw new CannotFile(
                    Obstacle.AMBIGUOUS_PATIENT, "The numbers in PID-3 belong to " + found.size() + " patients.");
        }
        return found.get(0);
    }

    /** A number may be mistyped or another person's: what else the message says must fit the patient that it leads to. */
    void check(String patient, Subject sent) throws CannotFile {
        var contradiction = fhir.find(Patient.class, patient).flatMap(sent::contradiction);
        if (contradiction.isPresent()) {
            throw new CannotFile(
                    Obstacle.PATIENT_MISMATCH,
                    "The " + contradiction.get() + " is not that of the patient whom the message names.",
                    patient);
        }
    }

    private static PatientNumber asOurs(PatientNumber sent) {
        return new PatientNumber(sent.value(), Systems.MRN, sent.type());
    }

    private List<String> matches(List<PatientNumber> numbers) {
        Map<String, Patient> found = new TreeMap<>();
        for (var number : numbers) {
            for (var patient : search(number)) {
                if (isInUse(patient) && patient.getIdentifier().stream().anyMatch(own -> means(number, own))) {
                    found.put(patient.getIdElement().getIdPart(), patient);
                }
            }
        }
        return new ArrayList<>(found.keySet());
    }

    private List<Patient> search(PatientNumber number) {
        var token = FhirStore.literally(number.value());
        return fhir.search(
                Patient.class,
                "identifier="
                        + (number.system().isEmpty() ? token : FhirStore.literally(number.system()) + "%7C" + token));
    }

    static boolean isInUse(Patient patient) {
        return !patient.hasActive() || patient.getActive();
    }

    /** A number without system or type means any; where both sides name one, they must agree. */
    private static boolean means(PatientNumber sent, Identifier own) {
        var ownTypes = own.getType().getCoding();
        var sameType = sent.type().isEmpty()
                || ownTypes.isEmpty()
                || ownTypes.stream().anyMatch(type -> sent.type().equals(type.getCode()))
                || Systems.MRN.equals(own.getSystem());
        return sent.value().equals(own.getValue())
                && sameType
                && (sent.system().isEmpty() || sent.system().equals(own.getSystem()));
    }
}

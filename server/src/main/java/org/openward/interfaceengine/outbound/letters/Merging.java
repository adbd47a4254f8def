package org.openward.interfaceengine.outbound.letters;

import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Patient.PatientLinkComponent;
import org.hl7.fhir.r4.model.Reference;

/** Reads from the record of a patient whether it has ended in the record of another one, since both are of one person. */
final class Merging {
    private Merging() {}

    /** The record that goes on. */
    static Optional<Reference> survivor(Patient patient) {
        if (!patient.hasActive() || patient.getActive()) {
            return Optional.empty();
        }
        return patient.getLink().stream()
                .filter(link -> link.getType() == LinkType.REPLACEDBY)
                .map(PatientLinkComponent::getOther)
                .findFirst();
    }

    /** Whether both versions of a record have ended in the same one. */
    static boolean isSame(Patient before, Patient now) {
        return Objects.equals(idOfSurvivor(before), idOfSurvivor(now));
    }

    private static Optional<String> idOfSurvivor(Patient patient) {
        return survivor(patient)
                .map(reference -> reference.getReferenceElement().getIdPart());
    }
}

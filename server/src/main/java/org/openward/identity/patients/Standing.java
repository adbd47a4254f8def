package org.openward.identity.patients;

import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;

/**
 * Whether there is somebody who could use an account of a patient's record.
 *
 * @param isOpen whether the record is in use and its patient lives
 * @param survivor the id of the record into which it was merged
 */
record Standing(boolean isOpen, Optional<String> survivor) {
    static Standing of(Patient patient) {
        var survivor = patient.getLink().stream()
                .filter(link -> link.getType() == LinkType.REPLACEDBY)
                .flatMap(link ->
                        Stream.ofNullable(link.getOther().getReferenceElement().getIdPart()))
                .findFirst();
        var isActive = !patient.hasActive() || patient.getActive();
        return new Standing(isActive && !hasDied(patient) && survivor.isEmpty(), survivor);
    }

    private static boolean hasDied(Patient patient) {
        return patient.hasDeceased()
                && !(patient.getDeceased() instanceof BooleanType died && Boolean.FALSE.equals(died.getValue()));
    }
}

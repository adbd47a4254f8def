package org.openward.identity.patients;

import java.util.Optional;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;

/**
 * Whether there is somebody who could use an account of a patient's record.
 *
 * @param isOpen whether the record is in use and its patient lives
 * @param survivor the id of the record of this server into which it was merged
 */
record Standing(boolean isOpen, Optional<String> survivor) {
    static Standing of(Patient patient) {
        var replacing = patient.getLink().stream()
                .filter(link -> link.getType() == LinkType.REPLACEDBY)
                .map(link -> link.getOther().getReferenceElement())
                .toList();
        var isActive = !patient.hasActive() || patient.getActive();
        return new Standing(
                isActive && !hasDied(patient) && replacing.isEmpty(),
                replacing.stream()
                        .filter(Standing::isPatientHere)
                        .map(IIdType::getIdPart)
                        .findFirst());
    }

    private static boolean isPatientHere(IIdType other) {
        return "Patient".equals(other.getResourceType()) && !other.isAbsolute() && other.hasIdPart();
    }

    private static boolean hasDied(Patient patient) {
        return patient.hasDeceased()
                && !(patient.getDeceased() instanceof BooleanType died && Boolean.FALSE.equals(died.getValue()));
    }
}

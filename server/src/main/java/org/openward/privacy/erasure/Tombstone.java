package org.openward.privacy.erasure;

import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.openward.profiles.Systems;

/** What stays of an erased Patient, so that the records that must be kept still belong to somebody: sex, year of birth, and by which decision he was erased. */
final class Tombstone {
    private static final String MADE_HERE = Tombstone.class.getName();

    /** A higher age would tell who it was. */
    private static final int OLDEST = 89;

    private static final int YEAR = 4;

    private Tombstone() {}

    static Patient of(Patient patient, String task, Set<String> person, int thisYear) {
        var stays = new Patient().setActive(false);
        stays.setId(patient.getIdElement().toUnqualifiedVersionless());
        var erasure = new Identifier().setSystem(Systems.ERASURE).setValue(task);
        erasure.setUserData(MADE_HERE, true);
        stays.addIdentifier(erasure);
        if (patient.hasGender()) {
            stays.setGender(patient.getGender());
        }
        if (patient.hasBirthDate()) {
            var year = patient.getBirthDateElement().getValueAsString().substring(0, YEAR);
            if (thisYear - Integer.parseInt(year) <= OLDEST) {
                stays.setBirthDateElement(new DateType(year));
            }
        }
        if (patient.hasDeceased()) {
            stays.setDeceased(new BooleanType(!patient.hasDeceasedBooleanType()
                    || patient.getDeceasedBooleanType().booleanValue()));
        }
        var names = RecordNames.here();
        patient.getLink().stream()
                .filter(link -> names.find("Patient", link.getOther())
                        .filter(person::contains)
                        .isPresent())
                .forEach(link -> stays.addLink()
                        .setType(link.getType())
                        .getOther()
                        .setReference(link.getOther().getReference()));
        return stays;
    }

    static boolean isOne(Patient patient) {
        return patient.getIdentifier().stream().anyMatch(number -> Systems.ERASURE.equals(number.getSystem()));
    }

    /** Whether it was made by an erasure just now, and not sent by somebody. */
    static boolean isMadeHere(Patient patient) {
        return patient.getIdentifier().stream().anyMatch(number -> number.getUserData(MADE_HERE) != null);
    }
}

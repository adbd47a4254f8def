package org.openward.registration;

import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.openward.numbering.NumberSeries;
import org.openward.numbering.Series;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.springframework.stereotype.Component;

/** The medical record numbers of a tenant's patients. Numbers of other systems stay beside ours untouched. */
@Component
class MedicalRecordNumbers {
    private static final String DRAWN_HERE = MedicalRecordNumbers.class.getName();

    private final NumberSeries series;

    MedicalRecordNumbers(NumberSeries series) {
        this.series = series;
    }

    /** Gives a new patient a number, or enters the one that a caller with the migration right brought along. */
    void give(Patient patient) {
        // A transaction that HAPI repeats after a conflict brings the number of its first attempt, which was rolled
        // back.
        patient.getIdentifier().removeIf(identifier -> identifier.getUserData(DRAWN_HERE) != null);
        var brought = numbersOf(patient);
        if (brought.isEmpty()) {
            patient.getIdentifier().add(0, drawn());
        } else {
            enter(brought);
        }
    }

    /** Keeps the number that the patient has, also when the change leaves it out. */
    void carryForward(Patient known, Patient changed) {
        var ours = numbersOf(known);
        if (ours.isEmpty()) {
            give(changed);
            return;
        }
        for (var identifier : numbersOf(changed)) {
            if (ours.stream().noneMatch(kept -> kept.getValue().equals(identifier.getValue()))) {
                throw new MedicalRecordNumberIsOurs();
            }
        }
        changed.getIdentifier().removeIf(MedicalRecordNumbers::isOurs);
        changed.getIdentifier().addAll(0, ours.stream().map(Identifier::copy).toList());
    }

    private void enter(List<Identifier> brought) {
        if (!Acting.caller().may(Caller.MIGRATION)) {
            throw new MedicalRecordNumberIsOurs();
        }
        for (var identifier : brought) {
            if (!identifier.hasValue() || !series.take(Series.MRN, identifier.getValue())) {
                throw new MedicalRecordNumberTaken();
            }
            identifier.setType(medicalRecordNumber());
        }
    }

    private Identifier drawn() {
        var identifier = new Identifier()
                .setUse(IdentifierUse.OFFICIAL)
                .setType(medicalRecordNumber())
                .setSystem(Systems.MRN)
                .setValue(series.next(Series.MRN));
        identifier.setUserData(DRAWN_HERE, true);
        return identifier;
    }

    private static CodeableConcept medicalRecordNumber() {
        return new CodeableConcept(new Coding(Systems.IDENTIFIER_TYPE, "MR", "Medical record number"));
    }

    private static List<Identifier> numbersOf(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(MedicalRecordNumbers::isOurs)
                .toList();
    }

    private static boolean isOurs(Identifier identifier) {
        return Systems.MRN.equals(identifier.getSystem());
    }
}

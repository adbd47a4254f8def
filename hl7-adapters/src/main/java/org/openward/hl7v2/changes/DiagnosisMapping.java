package org.openward.hl7v2.changes;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.PatientReading;

/** Reads DG1: the same diagnosis of a patient is the same condition, whether a stay or an order names it. */
record DiagnosisMapping(Reader reader) {

    private static final String DELETED = "D";

    /** Whether the diagnosis is taken back (DG1-21). */
    static boolean isDeleted(Segment sent) {
        return sent.text(21).equals(DELETED);
    }

    /** The link of the condition; nothing when the segment has no code. */
    Optional<String> put(Segment patient, Segment sent) {
        Optional<CodeableConcept> code = reader.concept(sent, 3);
        if (code.isEmpty()) {
            return Optional.empty();
        }
        BusinessIdentity identity = reader.identity("diagnoses", sent.field(20))
                .orElseGet(() -> BusinessIdentity.of(
                        reader.system("diagnoses"), List.of(whose(patient), code(sent.field(3)), sent.text(6))));
        Condition condition = new Condition().setCode(code.get());
        condition.addIdentifier(identity.identifier());
        reader.time(sent, 5).ifPresent(condition::setOnset);
        condition
                .addCategory()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/condition-category")
                .setCode("encounter-diagnosis");
        reader.say(sent);
        if (isDeleted(sent)) {
            condition
                    .getVerificationStatus()
                    .addCoding()
                    .setSystem("http://terminology.hl7.org/CodeSystem/condition-ver-status")
                    .setCode("entered-in-error");
        }
        reader.put(condition, identity);
        return Optional.of(identity.link());
    }

    /** The first number of the patient, apart from the same number of somebody else's patients. */
    String whose(Segment patient) {
        return new PatientReading(reader.reading().times())
                .read(patient, null).identifiers().stream()
                        .findFirst()
                        .map(number -> number.authority().isEmpty()
                                ? number.value()
                                : number.value() + "@" + number.authority())
                        .orElse("");
    }

    /** What tells a code apart from others, even when it has words only. */
    static String code(Field sent) {
        return sent.component(1).isEmpty() ? sent.component(2) : sent.component(1);
    }
}

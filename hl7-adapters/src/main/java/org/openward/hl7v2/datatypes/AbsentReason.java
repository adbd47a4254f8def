package org.openward.hl7v2.datatypes;

import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;

/** Why a result has no value. */
public enum AbsentReason {
    UNKNOWN("unknown"),
    NOT_ASKED("not-asked"),
    NOT_PERFORMED("not-performed"),
    ERROR("error");

    private static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    private static final String EXTENSION = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private final String code;

    AbsentReason(String code) {
        this.code = code;
    }

    public CodeableConcept concept() {
        return new CodeableConcept().addCoding(new Coding().setSystem(SYSTEM).setCode(code));
    }

    /** The same for an element that has no other place for it. */
    public Extension extension() {
        return new Extension(EXTENSION, new CodeType(code));
    }
}

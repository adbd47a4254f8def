package org.openward.hl7v2.datatypes;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/** Why a result has no value. */
public enum AbsentReason {
    UNKNOWN("unknown"),
    NOT_ASKED("not-asked"),
    NOT_PERFORMED("not-performed"),
    ERROR("error");

    private static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

    private final String code;

    AbsentReason(String code) {
        this.code = code;
    }

    public CodeableConcept concept() {
        return new CodeableConcept().addCoding(new Coding().setSystem(SYSTEM).setCode(code));
    }

    public String code() {
        return code;
    }
}

package org.openward.tenancy;

import java.util.Optional;
import java.util.stream.Stream;

/** What somebody uses the hospital's records for, by the codes of HL7's value set PurposeOfUse that hospitals use. */
public enum Purpose {
    TREAT("treatment"),
    ETREAT("Emergency Treatment"),
    /** The patient keeps the record closed, and somebody opened it in an emergency. */
    BTG("break the glass"),
    PATRQT("patient requested"),
    FAMRQT("family requested"),
    HPAYMT("healthcare payment"),
    HOPERAT("healthcare operations"),
    HSYSADMIN("health system administration"),
    HCOMPL("health compliance"),
    HQUALIMP("health quality improvement"),
    HLEGAL("legal"),
    HRESCH("healthcare research"),
    PUBHLTH("public health"),
    RECORDMGT("records management"),
    TRAIN("training");

    /** Of all these codes. */
    public static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private final String display;

    Purpose(String display) {
        this.display = display;
    }

    /** As the code system calls it. */
    public String display() {
        return display;
    }

    /** The purpose of that code; nothing for one that is not among these. */
    public static Optional<Purpose> of(String code) {
        return Stream.of(values()).filter(one -> one.name().equals(code)).findAny();
    }
}

package org.openward.interfaceengine;

/** Why a message waits for a person. */
enum HeldReason {
    UNKNOWN_PATIENT("unknown-patient", "Unknown patient"),
    AMBIGUOUS_PATIENT("ambiguous-patient", "Ambiguous patient"),
    UNMAPPED_CODE("unmapped-code", "Unmapped code"),
    UNMAPPED_UNIT("unmapped-unit", "Unmapped unit"),
    UNKNOWN_ORDER("unknown-order", "Unknown order"),
    UNSOLICITED("unsolicited", "Unsolicited"),
    AMBIGUOUS_SAMPLE("ambiguous-sample", "Ambiguous sample"),
    MAPPING_FAILED("mapping-failed", "Mapping failed"),
    QUALITY_CONTROL("quality-control", "Quality control");

    private final String code;
    private final String display;

    HeldReason(String code, String display) {
        this.code = code;
        this.display = display;
    }

    /** Its code in the code system of held reasons. */
    String code() {
        return code;
    }

    String display() {
        return display;
    }
}

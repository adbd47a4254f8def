package org.openward.hl7v2.writing;

import java.util.Arrays;
import java.util.Optional;

/** The versions of HL7 v2 in which messages are written. */
public enum Hl7Version {
    V2_3("2.3"),
    V2_3_1("2.3.1"),
    V2_4("2.4"),
    V2_5("2.5"),
    V2_5_1("2.5.1"),
    V2_6("2.6"),
    V2_7("2.7"),
    V2_8("2.8");

    private final String code;

    Hl7Version(String code) {
        this.code = code;
    }

    /** MSH-12. */
    public String code() {
        return code;
    }

    public static Optional<Hl7Version> of(String code) {
        return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }

    boolean isSince(Hl7Version other) {
        return compareTo(other) >= 0;
    }
}

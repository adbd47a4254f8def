package org.openward.interfaceengine.outbound.letters;

import java.util.UUID;

/** Draws the numbers by which messages and their answers are known. */
public final class ControlIds {
    /** MSH-10 has room for 20 characters in older versions of HL7. */
    private static final int LENGTH = 20;

    private ControlIds() {}

    public static String next() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, LENGTH);
    }
}

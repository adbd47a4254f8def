package org.openward.hl7v2.datatypes;

import org.openward.hl7v2.Place;

/** A code, unit or flag of a device for which nobody has said yet what it means. */
public record Unmapped(Kind kind, String system, String code, String display, Place place) {

    /** What kind of code it is. */
    public enum Kind {
        TEST,
        UNIT,
        FLAG
    }
}

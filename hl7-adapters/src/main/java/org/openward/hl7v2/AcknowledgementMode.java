package org.openward.hl7v2;

/** Which acknowledgements a device expects. */
public enum AcknowledgementMode {
    /** AA, AE or AR for every message, whatever MSH-15 and MSH-16 hold. */
    ORIGINAL,

    /** As MSH-15 and MSH-16 ask when both are empty or valid; anything else in them is read as original mode. */
    AS_SENT,

    /** CA, CE or CR for every message unless MSH-15 and MSH-16 validly ask for something else. */
    ENHANCED
}

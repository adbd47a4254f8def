package org.openward.hl7v2.mllp;

import org.openward.hl7v2.Acknowledgement;

/** What a receiver answered to one message: what it means, and the bytes. */
public final class Answer {
    private final Acknowledgement acknowledgement;
    private final byte[] raw;

    Answer(Acknowledgement acknowledgement, byte[] raw) {
        this.acknowledgement = acknowledgement;
        this.raw = raw;
    }

    public Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    /** Not a copy, not to be changed. */
    public byte[] raw() {
        return raw;
    }
}

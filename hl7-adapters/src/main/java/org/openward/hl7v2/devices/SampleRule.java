package org.openward.hl7v2.devices;

/** Where a device puts the identifier of the sample, and whether it uses its numbers again. */
public record SampleRule(Position position, Numbering numbering) {
    public static final SampleRule STANDARD = new SampleRule(Position.ANYWHERE, Numbering.UNIQUE);

    /** The field that holds what stands on the tube. */
    public enum Position {
        OBR_2,
        OBR_3,
        SPM_2_PLACER,
        SPM_2_FILLER,
        SAC_3,
        /** Not known: every place is looked at, and places that disagree are reported. */
        ANYWHERE
    }

    /** Whether a number of this device means one sample for ever or only on one day. */
    public enum Numbering {
        UNIQUE,
        RESTARTS_DAILY
    }

    public SampleRule in(Position other) {
        return new SampleRule(other, numbering);
    }

    public SampleRule numbered(Numbering other) {
        return new SampleRule(position, other);
    }
}

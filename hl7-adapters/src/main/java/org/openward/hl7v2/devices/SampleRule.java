package org.openward.hl7v2.devices;

import java.util.Map;
import java.util.Optional;
import org.openward.profiles.Extensions;

/**
 * Where a device puts the identifier of the sample, whether it uses its numbers again, and which of them no patient has.
 *
 * @param controls the numbers of its controls
 */
public record SampleRule(Position position, Numbering numbering, Names controls) {
    public static final SampleRule STANDARD = new SampleRule(Position.ANYWHERE, Numbering.UNIQUE, Names.NONE);

    /** The HL7 fields in which the number of the sample may stand, as a description names them. */
    public static final Map<String, Position> POSITIONS = Map.of(
            "OBR-2", Position.OBR_2,
            "OBR-3", Position.OBR_3,
            "SPM-2.1", Position.SPM_2_PLACER,
            "SPM-2.2", Position.SPM_2_FILLER,
            "SAC-3", Position.SAC_3);

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

    /** What a description tells; a place in an ASTM record is none of these. */
    public static SampleRule of(Habits habits) {
        return new SampleRule(
                Optional.ofNullable(POSITIONS.get(
                                habits.one(Extensions.ANALYZER_SAMPLE_POSITION).orElse("")))
                        .orElse(Position.ANYWHERE),
                habits.word(
                                Extensions.ANALYZER_SAMPLE_NUMBERS,
                                Map.of("unique", Numbering.UNIQUE, "daily", Numbering.RESTARTS_DAILY))
                        .orElse(Numbering.UNIQUE),
                Names.of(habits, Extensions.ANALYZER_CONTROL_SAMPLE));
    }

    public SampleRule in(Position other) {
        return new SampleRule(other, numbering, controls);
    }

    public SampleRule numbered(Numbering other) {
        return new SampleRule(position, other, controls);
    }
}

package org.openward.laboratory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether results could be filed. */
public sealed interface Filing {
    /**
     * They are on file.
     *
     * @param outdated how many results were left out since what is on file is newer
     */
    record Filed(List<String> reports, int outdated) implements Filing {}

    /**
     * Nothing was filed: a person has to remove what stands in the way.
     *
     * @param detail what exactly, without patient data
     * @param patient id of the Patient when that much is known
     */
    record NotFiled(Obstacle obstacle, String detail, @Nullable String patient) implements Filing {}

    /** What may stand in the way of filing. */
    enum Obstacle {
        UNKNOWN_PATIENT,
        AMBIGUOUS_PATIENT,
        PATIENT_MISMATCH,
        UNKNOWN_ORDER,
        UNSOLICITED,
        AMBIGUOUS_SAMPLE,
        WOULD_UNDO_RESULT,
        UNKNOWN_RESULT
    }
}

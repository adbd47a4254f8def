package org.openward.hl7v2.writing;

import java.util.Set;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Which event of HL7 a new version of an encounter is. */
public final class VisitEvents {
    private static final Set<EncounterStatus> BEGUN = Set.of(
            EncounterStatus.ARRIVED, EncounterStatus.TRIAGED, EncounterStatus.INPROGRESS, EncounterStatus.ONLEAVE);
    private static final Set<EncounterStatus> TAKEN_BACK =
            Set.of(EncounterStatus.CANCELLED, EncounterStatus.ENTEREDINERROR);
    private static final Set<String> INPATIENT = Set.of("IMP", "ACUTE", "NONAC", "SS");

    private VisitEvents() {}

    /**
     * The trigger event of this version after the one before.
     *
     * @param before the version before, none when the encounter is new
     */
    public static String of(@Nullable Encounter before, Encounter now) {
        var was = before == null ? Phase.NONE : phase(before);
        return switch (phase(now)) {
            case PLANNED -> was == Phase.NONE ? "A05" : "A08";
            case BEGUN -> begun(was, before, now);
            case ENDED -> was == Phase.ENDED ? "A08" : "A03";
            case TAKEN_BACK -> takenBack(was);
            default -> "A08";
        };
    }

    private enum Phase {
        NONE,
        PLANNED,
        BEGUN,
        ENDED,
        TAKEN_BACK,
        UNKNOWN
    }

    private static Phase phase(Encounter encounter) {
        var status = encounter.getStatus();
        if (status == EncounterStatus.PLANNED) {
            return Phase.PLANNED;
        } else if (status == EncounterStatus.FINISHED) {
            return Phase.ENDED;
        } else if (status != null && BEGUN.contains(status)) {
            return Phase.BEGUN;
        }
        return status != null && TAKEN_BACK.contains(status) ? Phase.TAKEN_BACK : Phase.UNKNOWN;
    }

    private static String begun(Phase was, @Nullable Encounter before, Encounter now) {
        if (was == Phase.ENDED) {
            return "A13";
        }
        if (was != Phase.BEGUN || before == null) {
            return isInpatient(now) ? "A01" : "A04";
        }
        var moved = isInpatient(now) && !place(before).equals(place(now));
        return moved ? "A02" : "A08";
    }

    private static String takenBack(Phase was) {
        return switch (was) {
            case BEGUN -> "A11";
            case PLANNED -> "A38";
            case ENDED -> "A13";
            default -> "A08";
        };
    }

    private static boolean isInpatient(Encounter encounter) {
        return INPATIENT.contains(String.valueOf(encounter.getClass_().getCode()));
    }

    private static String place(Encounter encounter) {
        var last = new Reference();
        for (var each : encounter.getLocation()) {
            if (!each.hasStatus() || each.getStatus() == Encounter.EncounterLocationStatus.ACTIVE) {
                last = each.getLocation();
            }
        }
        return last.hasReference() ? last.getReference() : String.valueOf(last.getDisplay());
    }
}

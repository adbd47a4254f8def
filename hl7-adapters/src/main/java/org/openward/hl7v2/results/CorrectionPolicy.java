package org.openward.hl7v2.results;

import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.openward.hl7v2.devices.Habits;
import org.openward.profiles.Extensions;

/** Decides whether an incoming result may take the place of the stored one of the same identity. */
public record CorrectionPolicy(Reopening reopening) {
    /** The rule for every device that is not known to reopen its results. */
    public static final CorrectionPolicy STANDARD = new CorrectionPolicy(Reopening.FORBIDDEN);

    private static final Set<ObservationStatus> SETTLED =
            EnumSet.of(ObservationStatus.FINAL, ObservationStatus.AMENDED, ObservationStatus.CORRECTED);
    private static final Set<ObservationStatus> CORRECTED =
            EnumSet.of(ObservationStatus.AMENDED, ObservationStatus.CORRECTED);
    private static final Set<ObservationStatus> OPEN =
            EnumSet.of(ObservationStatus.REGISTERED, ObservationStatus.PRELIMINARY);

    private static final Set<ResultStatus> CORRECTIONS =
            EnumSet.of(ResultStatus.A, ResultStatus.B, ResultStatus.C, ResultStatus.D, ResultStatus.W);

    /** As the description of a device says. */
    public static CorrectionPolicy of(Habits habits) {
        return habits.flag(Extensions.ANALYZER_REOPENS) ? new CorrectionPolicy(Reopening.ALLOWED) : STANDARD;
    }

    /** Whether a device may make a final result preliminary again. */
    public enum Reopening {
        FORBIDDEN,
        ALLOWED
    }

    /** What to do with the stored result. */
    public enum Verdict {
        /** Store the incoming result, as the next version where there is one. */
        REPLACE,
        /** Keep the stored value and make it final. */
        MAKE_FINAL,
        /** Keep the stored result: the incoming one says nothing new. */
        KEEP,
        /** Keep the stored result: the incoming one is older. */
        OUTDATED,
        /** Keep the stored result and tell a person: the incoming one would undo it. */
        REFUSE
    }

    /** The stored result: its status, and when it was measured and made known. */
    public record Stored(ObservationStatus status, Moments moments) {
        public static Stored of(Observation stored) {
            return new Stored(stored.getStatus(), Moments.of(stored));
        }
    }

    /** The incoming result. */
    public record Incoming(ResultStatus status, Moments moments) {
        public static Incoming of(LaboratoryReport.Result result) {
            return new Incoming(result.status(), Moments.of(result.observation()));
        }
    }

    /** Judges a result of which nothing is stored yet. */
    public Verdict judge(Incoming incoming) {
        return incoming.status() == ResultStatus.U ? Verdict.REFUSE : Verdict.REPLACE;
    }

    public Verdict judge(Stored stored, Incoming incoming) {
        if (isOutdated(stored, incoming)) {
            return Verdict.OUTDATED;
        }
        if (incoming.status() == ResultStatus.U) {
            return OPEN.contains(stored.status()) ? Verdict.MAKE_FINAL : Verdict.KEEP;
        }
        boolean opens = OPEN.contains(incoming.status().status());
        boolean wasDone = SETTLED.contains(stored.status()) || stored.status() == ObservationStatus.CANCELLED;
        if (opens && wasDone && reopening == Reopening.FORBIDDEN) {
            return Verdict.REFUSE;
        }
        boolean neverAsked = incoming.status() == ResultStatus.N || incoming.status() == ResultStatus.O;
        return neverAsked && SETTLED.contains(stored.status()) ? Verdict.REFUSE : Verdict.REPLACE;
    }

    private static boolean isOutdated(Stored stored, Incoming incoming) {
        int told = incoming.moments().told(stored.moments());
        if (CORRECTIONS.contains(incoming.status())) {
            // A correction may correct the time itself, so only when it was told says whether it is older.
            return told < 0;
        }
        int measured = incoming.moments().measured(stored.moments());
        if (told < 0 || measured < 0) {
            return true;
        }
        boolean repeatsFinal =
                incoming.status() != ResultStatus.U && incoming.status().status() == ObservationStatus.FINAL;
        // What was corrected was final before: only something newer is more than that once again.
        return repeatsFinal && CORRECTED.contains(stored.status()) && told == 0 && measured == 0;
    }
}

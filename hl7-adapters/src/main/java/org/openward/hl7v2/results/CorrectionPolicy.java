package org.openward.hl7v2.results;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.devices.Habits;
import org.openward.profiles.Extensions;

/** Decides whether an incoming result may take the place of the stored one of the same identity. */
public record CorrectionPolicy(Reopening reopening) {
    /** The rule for every device that is not known to reopen its results. */
    public static final CorrectionPolicy STANDARD = new CorrectionPolicy(Reopening.FORBIDDEN);

    private static final Set<ObservationStatus> SETTLED =
            EnumSet.of(ObservationStatus.FINAL, ObservationStatus.AMENDED, ObservationStatus.CORRECTED);
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

    /** The stored result: its status, and when it was analysed and sent, if known. */
    public record Stored(ObservationStatus status, @Nullable Instant analysed, @Nullable Instant sent) {
        public static Stored of(Observation stored) {
            return new Stored(stored.getStatus(), CorrectionPolicy.analysed(stored), CorrectionPolicy.sent(stored));
        }
    }

    /** The incoming result. */
    public record Incoming(ResultStatus status, @Nullable Instant analysed, @Nullable Instant sent) {
        public static Incoming of(LaboratoryReport.Result result) {
            Observation incoming = result.observation();
            return new Incoming(result.status(), CorrectionPolicy.analysed(incoming), CorrectionPolicy.sent(incoming));
        }
    }

    /** Judges a result of which nothing is stored yet. */
    public Verdict judge(Incoming incoming) {
        return incoming.status() == ResultStatus.U ? Verdict.REFUSE : Verdict.REPLACE;
    }

    public Verdict judge(Stored stored, Incoming incoming) {
        // A correction may correct the time itself, so only when it was sent tells whether it is older.
        boolean corrects = CORRECTIONS.contains(incoming.status());
        boolean older = !corrects && isOlder(incoming.analysed(), stored.analysed());
        if (older || isOlder(incoming.sent(), stored.sent())) {
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

    /** OBX-19, else OBX-14 or the time of the sample. */
    private static @Nullable Instant analysed(Observation observation) {
        Extension extension = observation.getExtensionByUrl(ObservationMapping.ANALYSIS_TIME);
        if (extension != null && extension.getValue() instanceof DateTimeType time && time.hasValue()) {
            return time.getValue().toInstant();
        }
        boolean timed = observation.hasEffectiveDateTimeType()
                && observation.getEffectiveDateTimeType().hasValue();
        return timed ? observation.getEffectiveDateTimeType().getValue().toInstant() : null;
    }

    private static @Nullable Instant sent(Observation observation) {
        return observation.hasIssued() ? observation.getIssued().toInstant() : null;
    }

    private static boolean isOlder(@Nullable Instant incoming, @Nullable Instant stored) {
        return incoming != null && stored != null && incoming.isBefore(stored);
    }
}

package org.openward.interfaceengine;

import java.util.Locale;
import java.util.Set;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.laboratory.RecordResults;
import org.openward.laboratory.RecordResults.Destination;
import org.openward.laboratory.RecordResults.Trust;
import org.openward.laboratory.RecordResults.Undoing;

/**
 * What a person decides about a message that waits.
 *
 * @param reason why, in the person's own words; nothing has to be said when it is only tried again
 * @param undoing what the person, who was told that the message would undo a final result, wants done with that
 */
public record Ruling(Kind kind, String reason, Destination destination, Undoing undoing) {
    static final Ruling REPLAY = new Ruling(Kind.REPLAY, "", Destination.AS_SENT, Undoing.ASK);

    private static final Set<Reason> RELEASED = Set.of(Reason.UNSOLICITED, Reason.UNKNOWN_ORDER, Reason.WOULD_UNDO);
    private static final Set<Reason> WHOSE = Set.of(
            Reason.UNKNOWN_PATIENT,
            Reason.AMBIGUOUS_PATIENT,
            Reason.PATIENT_MISMATCH,
            Reason.AMBIGUOUS_SAMPLE,
            Reason.UNSOLICITED,
            Reason.UNKNOWN_ORDER,
            Reason.WOULD_UNDO);

    /** What is decided. */
    public enum Kind {
        /** Read it again by today's maps. */
        REPLAY,
        /** File it although nobody ordered it, or without what would undo a final result. */
        RELEASE,
        /** File it with what corrects a final result, as somebody who verifies results. */
        TAKE_OVER,
        /** File it under the patient or order that the person names. */
        REROUTE,
        /** Never file it. */
        DISCARD;

        /** As the book of decisions and the task call it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The operation that decides so. */
        String operation() {
            return "$" + (this == TAKE_OVER ? RELEASE : this).code();
        }
    }

    /** File it although nobody ordered it, or without what would undo a final result. */
    public static Ruling release(String reason) {
        return new Ruling(Kind.RELEASE, reason, Destination.AS_SENT, Undoing.ASK);
    }

    /** File it with what corrects a final result, as somebody who verifies results. */
    public static Ruling takeOver(String reason) {
        return new Ruling(Kind.TAKE_OVER, reason, Destination.AS_SENT, Undoing.TAKE_OVER);
    }

    /** File it under the patient or order that the person names. */
    public static Ruling reroute(Destination destination, String reason) {
        return new Ruling(Kind.REROUTE, reason, destination, Undoing.ASK);
    }

    /** Never file it. */
    public static Ruling discard(String reason) {
        return new Ruling(Kind.DISCARD, reason, Destination.AS_SENT, Undoing.ASK);
    }

    /**
     * Whether it may be decided of a message that is held for this reason. What nobody can read is not released, a control
     * sample is no patient's, and whose a result is may only be decided by naming the patient.
     */
    boolean isOpenTo(Reason heldFor) {
        return switch (kind) {
            case RELEASE -> RELEASED.contains(heldFor);
            case TAKE_OVER -> heldFor == Reason.WOULD_UNDO;
            case REROUTE -> WHOSE.contains(heldFor);
            case REPLAY, DISCARD -> true;
        };
    }

    /** The same decision by somebody who knows that the message's birth date or sex is not that patient's. */
    Ruling withIdentityConfirmed() {
        return new Ruling(kind, reason, new Destination(destination.patient(), destination.order(), true), undoing);
    }

    /** The same decision by somebody who was told that the message would undo a final result. */
    Ruling withFinalKept() {
        return new Ruling(kind, reason, destination, Undoing.KEEP);
    }

    /** What is filed by it. Whoever names the patient does not verify the results in one stroke. */
    RecordResults on(RecordResults command) {
        return switch (kind) {
            case RELEASE -> command.with(new Trust(command.trust().autoverify(), true, undoing), command.destination());
            case TAKE_OVER -> command.with(new Trust(true, true, undoing), command.destination());
            case REROUTE -> rerouted(command);
            case REPLAY, DISCARD -> command;
        };
    }

    private RecordResults rerouted(RecordResults command) {
        var subjects = command.reports().stream()
                .map(report -> report.subject().numbers())
                .distinct()
                .count();
        var orders = command.reports().stream()
                .map(RecordResults.Report::order)
                .distinct()
                .count();
        if (subjects > 1) {
            throw RulingRefused.severalPatients();
        }
        if (destination.order() != null && orders > 1) {
            throw RulingRefused.severalOrders();
        }
        return command.with(new Trust(false, true, undoing), destination);
    }
}

package org.openward.interfaceengine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.changes.IntendedChanges;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.changes.ChangePreview;
import org.openward.laboratory.Preview;

/**
 * What would become of a message if it were filed now.
 *
 * @param reason the code of the reason for holding it, or the name of the error for refusing it, or empty
 * @param detail the reason in words, or empty
 * @param results what the message says, unless it could not be read
 * @param preview what the laboratory would do with it, unless it could not be read
 * @param intended what a message that is no result wants changed
 */
public record Rehearsal(
        Verdict verdict,
        String reason,
        String detail,
        @Nullable LaboratoryResults results,
        @Nullable Preview preview,
        @Nullable IntendedChanges intended) {
    private Rehearsal(
            Verdict verdict,
            String reason,
            String detail,
            @Nullable LaboratoryResults results,
            @Nullable Preview preview) {
        this(verdict, reason, detail, results, preview, null);
    }

    /** How it would end. */
    public enum Verdict {
        FILE,
        HOLD,
        REFUSE,
        /** It is filed already, so that nothing would happen. */
        NOTHING
    }

    static Rehearsal filed(LaboratoryResults results, Preview preview) {
        return new Rehearsal(Verdict.FILE, "", "", results, preview);
    }

    static Rehearsal held(Held held, LaboratoryResults results, Preview preview) {
        return new Rehearsal(Verdict.HOLD, held.reason().code(), held.detail(), results, preview);
    }

    /** Held before it could be read. */
    static Rehearsal held(Held held) {
        return new Rehearsal(Verdict.HOLD, held.reason().code(), held.detail(), null, null);
    }

    /** What would become of a message that wants records changed. */
    static Rehearsal of(IntendedChanges intended, ChangePreview found) {
        var obstacle = found.obstacle();
        var findings = found.patients().stream()
                .map(patient -> new Preview.Finding(patient, null, null))
                .toList();
        return new Rehearsal(
                obstacle == null ? Verdict.FILE : Verdict.HOLD,
                obstacle == null ? "" : obstacle.reason().code(),
                obstacle == null ? "" : obstacle.detail(),
                null,
                new Preview(findings, null, found.writes()),
                intended);
    }

    static Rehearsal refused(Problem problem) {
        return new Rehearsal(
                Verdict.REFUSE,
                problem.condition().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                problem.place() + ": " + problem.text(),
                null,
                null);
    }

    static Rehearsal nothing() {
        return new Rehearsal(Verdict.NOTHING, "", "", null, null);
    }
}

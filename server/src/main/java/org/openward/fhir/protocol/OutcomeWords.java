package org.openward.fhir.protocol;

import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * Takes from what a refusal says the words that are for programmers only: names of classes, and HAPI's number of the place where it was
 * refused. By that number a record that is hidden could be told from one that does not exist.
 */
public final class OutcomeWords {
    private static final Pattern PLACE = Pattern.compile("HAPI-\\d{4}: ?");
    private static final Pattern CLASS = Pattern.compile("\\b(?:[a-z]\\w*\\.)*[A-Z]\\w*Exception\\b(?: at)?:? ?");

    /** Of a record that is not there HAPI names no version, of a hidden one it does. */
    private static final Pattern UNKNOWN_VERSION =
            Pattern.compile("(Resource [A-Z]\\w+/[A-Za-z0-9.-]+)/_history/\\S+ is not known");

    private OutcomeWords() {}

    /** Leaves in each issue what its sender can mend. */
    public static void plain(OperationOutcome outcome) {
        outcome.getIssue().stream()
                .filter(issue -> issue.hasDiagnostics())
                .forEach(issue -> issue.setDiagnostics(plain(issue.getDiagnostics())));
    }

    static String plain(String text) {
        var said = CLASS.matcher(PLACE.matcher(text).replaceAll("")).replaceAll("");
        return UNKNOWN_VERSION.matcher(said).replaceAll("$1 is not known");
    }
}

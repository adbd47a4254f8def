package org.openward.fhir;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Where a failure came from, for the log: the kinds of exception and the places in the code. It leaves their messages out,
 * which may quote a patient's data.
 */
public final class FailureTrail {
    private static final int PLACES = 12;

    private FailureTrail() {}

    public static String of(Throwable failure) {
        var trail = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            trail.append(trail.isEmpty() ? "" : " caused by ")
                    .append(at.getClass().getName())
                    .append(" at ")
                    .append(Arrays.stream(at.getStackTrace())
                            .limit(PLACES)
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining(" < ")));
        }
        return trail.toString();
    }
}

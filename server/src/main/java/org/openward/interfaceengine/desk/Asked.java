package org.openward.interfaceengine.desk;

import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.UnusableFeedRequest;
import org.openward.laboratory.RecordResults.Destination;

/** Reads what a request asks for, or says what is wrong with it. */
final class Asked {
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_MESSAGE = 1024 * 1024;

    private Asked() {}

    static String reason(@Nullable StringType given) {
        var reason = given == null || given.getValue() == null
                ? ""
                : given.getValue().replaceAll("\\p{Cntrl}", " ").strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw new UnusableFeedRequest(
                    "Say in reason why, in at most " + LONGEST_REASON + " characters; it is kept with your name.");
        }
        return reason;
    }

    /** Whether the final result is replaced; unless that is said it is kept. */
    static boolean replacesFinal(@Nullable CodeType given) {
        var said = given == null || given.getValue() == null ? "keep" : given.getValue();
        return switch (said) {
            case "keep" -> false;
            case "replace" -> true;
            default -> throw new UnusableFeedRequest("Write in finalResult keep or replace.");
        };
    }

    static Destination destination(@Nullable Reference patient, @Nullable Reference order) {
        if (patient == null && order == null) {
            throw new UnusableFeedRequest("Name the patient, the order or both under which the results belong.");
        }
        return new Destination(id(patient, "Patient"), id(order, "ServiceRequest"), false);
    }

    /** A message may be pasted with the line ends of the machine that it was copied on. */
    static String message(@Nullable StringType given) {
        var text = given == null || given.getValue() == null ? "" : given.getValue();
        if (text.isBlank() || text.length() > LONGEST_MESSAGE) {
            throw new UnusableFeedRequest(
                    "Paste the message into message, with at most " + LONGEST_MESSAGE + " characters.");
        }
        return text.replace("\r\n", "\r").replace('\n', '\r');
    }

    private static @Nullable String id(@Nullable Reference given, String type) {
        if (given == null) {
            return null;
        }
        var reference = given.getReferenceElement();
        if (!type.equals(reference.getResourceType()) || !reference.hasIdPart() || reference.isAbsolute()) {
            throw new UnusableFeedRequest("Write the reference as " + type + "/[id].");
        }
        return reference.getIdPart();
    }
}

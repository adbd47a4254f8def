package org.openward.hl7v2.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;

/**
 * What an analyzer says to the work it was given (ORL^O34).
 *
 * @param code MSA-1; when it is not AA, nothing of the message was taken
 * @param controlId of the message that it answers
 * @param steps what it says to each step; none means that it took all or nothing, as the code says
 */
public record WorkAnswer(String code, String controlId, List<Step> steps) {
    public WorkAnswer {
        steps = List.copyOf(steps);
    }

    /** One step and what becomes of it. */
    public record Step(String id, Verdict verdict) {}

    /** ORC-1, table 0119. */
    public enum Verdict {
        ACCEPTED,
        /** The analyzer cannot do it. */
        UNABLE,
        CANCELLED,
        /** It is too late to cancel it. */
        NOT_CANCELLED,
        /** A code that the profile does not know. */
        UNKNOWN
    }

    public static WorkAnswer of(Hl7Message message) {
        List<Segment> answers = message.segments("MSA");
        List<Step> steps = new ArrayList<>();
        String control = "";
        String placer = "";
        for (Segment each : message.segments()) {
            if (each.name().equals("ORC")) {
                add(steps, placer, control);
                control = each.text(1);
                placer = each.field(2).subcomponent(1, 1);
            } else if (each.name().equals("OBR")
                    && !each.field(2).subcomponent(1, 1).isEmpty()) {
                placer = each.field(2).subcomponent(1, 1);
            }
        }
        add(steps, placer, control);
        String code = answers.isEmpty() ? "" : answers.get(0).text(1);
        return new WorkAnswer(code, answers.isEmpty() ? "" : answers.get(0).text(2), steps);
    }

    private static void add(List<Step> steps, String id, String control) {
        if (!control.isEmpty()) {
            steps.add(new Step(id, verdict(control)));
        }
    }

    private static Verdict verdict(String control) {
        return switch (control.toUpperCase(Locale.ROOT)) {
            case "OK" -> Verdict.ACCEPTED;
            case "UA" -> Verdict.UNABLE;
            case "CR" -> Verdict.CANCELLED;
            case "UC" -> Verdict.NOT_CANCELLED;
            default -> Verdict.UNKNOWN;
        };
    }
}

package org.openward.hl7v2;

import java.util.List;

/** The answer of a receiver: its code, the control id of the message it answers, and the reasons given. */
public record Acknowledgement(String code, String controlId, List<String> reasons) {

    public static Acknowledgement parse(byte[] raw) throws MalformedMessage {
        Hl7Message message = Hl7Message.parse(raw);
        List<Segment> answers = message.segments("MSA");
        if (answers.size() != 1 || !answers.get(0).text(1).matches("[AC][AER]")) {
            throw new MalformedMessage(Problem.of(
                    ErrorCondition.SEGMENT_SEQUENCE_ERROR,
                    Place.of("MSA"),
                    "The answer has no single valid MSA segment"));
        }
        Segment answer = answers.get(0);
        List<String> reasons = message.segments("ERR").stream()
                .map(Acknowledgement::reason)
                .filter(reason -> !reason.isBlank())
                .toList();
        return new Acknowledgement(answer.text(1), answer.text(2), reasons);
    }

    public boolean isAccepted() {
        return code.endsWith("A");
    }

    private static String reason(Segment error) {
        return error.field(3).isPresent()
                ? error.field(3).component(1) + " " + error.text(2) + " " + error.text(8)
                : error.text(1);
    }
}

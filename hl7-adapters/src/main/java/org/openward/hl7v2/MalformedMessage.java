package org.openward.hl7v2;

/** The bytes are not a readable HL7 v2 message. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public MalformedMessage(Problem problem) {
        super(problem.text() + " (" + problem.place() + ")");
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}

package org.openward.terminology;

import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** A question about codes that has no answer, and why: a code system nobody loaded, a value set that names itself, too many codes. */
public final class TerminologyFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IssueType kind;

    private TerminologyFault(IssueType kind, String message) {
        super(message);
        this.kind = kind;
    }

    public static TerminologyFault unknownCodeSystem(String canonical) {
        return new TerminologyFault(
                IssueType.NOTFOUND,
                "The code system %s is not known here; load or store it first.".formatted(canonical));
    }

    public static TerminologyFault unknownValueSet(String canonical) {
        return new TerminologyFault(IssueType.NOTFOUND, "The value set %s is not known here.".formatted(canonical));
    }

    public static TerminologyFault unknownSupplement(String canonical) {
        return new TerminologyFault(
                IssueType.NOTFOUND, "The code system supplement %s is not known here.".formatted(canonical));
    }

    static TerminologyFault tooManyCodes(int most) {
        return new TerminologyFault(
                IssueType.TOOCOSTLY,
                "The value set is made of more than %,d codes; ask whether it has a code.".formatted(most));
    }

    static TerminologyFault tooMuch(int most, String what) {
        return new TerminologyFault(
                IssueType.TOOCOSTLY,
                "The value set is made by more than %,d %s. Make it of fewer, or name its codes."
                        .formatted(most, what));
    }

    static TerminologyFault namesItself(String url) {
        return new TerminologyFault(IssueType.INVALID, "The value set %s includes itself.".formatted(url));
    }

    static TerminologyFault invalid(String why) {
        return new TerminologyFault(IssueType.INVALID, why);
    }

    static TerminologyFault notSupported(String why) {
        return new TerminologyFault(IssueType.NOTSUPPORTED, why);
    }

    public IssueType kind() {
        return kind;
    }
}

package org.openward.registration;

import org.openward.fhir.Refusal;

/** It is not clear which patients are to be merged. */
class UnclearMerge extends Refusal {
    private static final long serialVersionUID = 1L;

    private UnclearMerge(Kind kind, String message) {
        super(kind, message);
    }

    static UnclearMerge oneWay(String what) {
        return new UnclearMerge(
                Kind.MALFORMED,
                "Name the patient who is the " + what + " either by " + what + "-patient, such as Patient/12, or by "
                        + what + "-patient-identifier with system and value, and not by both.");
    }

    static UnclearMerge patients(int found) {
        return new UnclearMerge(
                Kind.RULE, found + " patients have these identifiers. Name the patient by a reference to the record.");
    }

    static UnclearMerge deletes() {
        return new UnclearMerge(
                Kind.RULE,
                "A merge deletes nothing here, so that it can be taken back. Leave delete-source out, or say false.");
    }
}

package org.openward.security.roles;

import java.util.Arrays;
import java.util.Optional;

/** How far a right reaches, by the letter that the policy file has for it. */
enum Reach {
    /** Patients in the holder's care. */
    ASSIGNED("a"),
    /** What an open task of the holder, or of his department, is about. */
    TASK("t"),
    /** The holder's own record as a patient. */
    SELF("s"),
    /** Patients who let the holder, a relative, act for them. */
    DELEGATED("d"),
    /** What the holder wrote, asked for or is. */
    OWN("o"),
    /** What is addressed to the organization that the holder belongs to. */
    FIRM("f"),
    /** What names no patient. */
    NO_PATIENT("n");

    private final String letter;

    Reach(String letter) {
        this.letter = letter;
    }

    static Optional<Reach> of(String letter) {
        return Arrays.stream(values())
                .filter(reach -> reach.letter.equals(letter))
                .findFirst();
    }
}

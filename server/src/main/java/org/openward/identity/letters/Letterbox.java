package org.openward.identity.letters;

/** Where letters to one person are handed over. */
public interface Letterbox {
    /** Whether there is anybody who takes letters. */
    boolean isOpen();

    /**
     * Returns when the letter was taken.
     *
     * @throws LetterNotTaken when it was not; it may be taken later
     */
    void post(PersonalLetter letter) throws LetterNotTaken;
}

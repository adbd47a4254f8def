package org.openward.identity.letters;

/**
 * A letter to one person.
 *
 * @param address where this person gets mail, as the hospital knows it
 */
public record PersonalLetter(String address, String subject, String text) {
    @Override
    public String toString() {
        return "letter: " + subject;
    }
}

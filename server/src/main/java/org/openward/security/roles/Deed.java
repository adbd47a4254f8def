package org.openward.security.roles;

/** What somebody does with a record, by the letter that the policy file has for it. */
public enum Deed {
    SEE('R'),
    CREATE('C'),
    CHANGE('U'),
    REMOVE('D');

    private final char letter;

    Deed(char letter) {
        this.letter = letter;
    }

    static Deed of(char letter) {
        for (var deed : values()) {
            if (deed.letter == letter) {
                return deed;
            }
        }
        throw new IllegalArgumentException("The policy of roles knows no letter " + letter + ".");
    }
}

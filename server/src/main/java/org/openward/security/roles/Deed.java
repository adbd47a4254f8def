package org.openward.security.roles;

/** What somebody does with a record, by the letter that the policy file has for it. */
public enum Deed {
    SEE('R', "see"),
    CREATE('C', "create"),
    CHANGE('U', "change"),
    REMOVE('D', "delete");

    private final char letter;
    private final String word;

    Deed(char letter, String word) {
        this.letter = letter;
        this.word = word;
    }

    String word() {
        return word;
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

package org.openward.security.roles;

/** What somebody does with a record, by the letter that the policy file has for it. */
public enum Deed {
    SEE('R', "see", "rs"),
    CREATE('C', "create", "c"),
    CHANGE('U', "change", "u"),
    REMOVE('D', "delete", "d");

    private final char letter;
    private final String word;
    private final String letters;

    Deed(char letter, String word, String letters) {
        this.letter = letter;
        this.word = word;
        this.letters = letters;
    }

    /** Those of SMART scopes. */
    String letters() {
        return letters;
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

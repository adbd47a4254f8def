package org.openward.security;

import org.openward.security.roles.Deed;

/** What somebody does with records of one type, by the letter that SMART scopes use for it. */
enum Interaction {
    CREATE('c'),
    READ('r'),
    UPDATE('u'),
    DELETE('d'),
    SEARCH('s');

    private final char letter;

    Interaction(char letter) {
        this.letter = letter;
    }

    char letter() {
        return letter;
    }

    /** The same in the words of the matrix of roles. */
    Deed deed() {
        return switch (this) {
            case READ, SEARCH -> Deed.SEE;
            case CREATE -> Deed.CREATE;
            case UPDATE -> Deed.CHANGE;
            case DELETE -> Deed.REMOVE;
        };
    }

    static Interaction of(char letter) {
        for (var interaction : values()) {
            if (interaction.letter == letter) {
                return interaction;
            }
        }
        throw new IllegalArgumentException("No interaction has the letter " + letter + ".");
    }
}

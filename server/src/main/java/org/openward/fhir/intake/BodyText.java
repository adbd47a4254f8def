package org.openward.fhir.intake;

/**
 * Looks at a JSON or XML body byte by byte as it comes in, and stops at what would harm whoever reads it: a character that
 * the database cannot keep, a number that fills the memory when it is written out, a nesting that fills the stack.
 */
public final class BodyText {
    static final int LONGEST_NUMBER = 64;
    static final int LARGEST_EXPONENT = 64;
    static final String HUGE_NUMBER = "The body holds a number with more than " + LONGEST_NUMBER
            + " digits or an exponent above " + LARGEST_EXPONENT + ".";

    private static final int DEEPEST = 150;

    private final boolean isJson;
    private final Utf8 characters;

    private boolean isInString;
    private boolean isEscaped;
    private int hexDigitsLeft;
    private int escapedUnit;
    private boolean isLowSurrogateDue;
    private int depth;
    private int numberLength;
    private int exponent = -1;

    /** @param isUtf8 whether the bytes must be UTF-8 */
    BodyText(boolean isJson, boolean isUtf8) {
        this.isJson = isJson;
        this.characters = new Utf8(isUtf8);
    }

    /** Refuses a JSON text with such a thing in it. */
    public static void requireHarmless(byte[] json) throws UnreadableBody {
        var text = new BodyText(true, true);
        for (var octet : json) {
            text.next(octet & 0xFF);
        }
    }

    void next(int octet) throws UnreadableBody {
        characters.next(octet);
        if (octet == 0) {
            throw new UnreadableBody("The body holds a NUL character. Leave it out.");
        }
        if (isJson) {
            if (isInString) {
                inString(octet);
            } else {
                betweenStrings(octet);
            }
        }
    }

    private void inString(int octet) throws UnreadableBody {
        if (hexDigitsLeft > 0) {
            escapedUnit = escapedUnit * 16 + Math.max(0, Character.digit(octet, 16));
            hexDigitsLeft--;
            if (hexDigitsLeft == 0) {
                unitEscaped();
            }
        } else if (isEscaped) {
            isEscaped = false;
            hexDigitsLeft = octet == 'u' ? 4 : 0;
            escapedUnit = 0;
            requireNoSurrogateDue(octet == 'u');
        } else {
            isEscaped = octet == '\\';
            requireNoSurrogateDue(isEscaped);
            isInString = octet != '"';
        }
    }

    private void unitEscaped() throws UnreadableBody {
        var unit = (char) escapedUnit;
        if (unit == 0) {
            throw new UnreadableBody("The body holds a NUL character. Leave it out.");
        }
        if (Character.isLowSurrogate(unit) != isLowSurrogateDue) {
            throw halfACharacter();
        }
        isLowSurrogateDue = Character.isHighSurrogate(unit);
    }

    private void requireNoSurrogateDue(boolean isOnTheWay) throws UnreadableBody {
        if (isLowSurrogateDue && !isOnTheWay) {
            throw halfACharacter();
        }
    }

    private static UnreadableBody halfACharacter() {
        return new UnreadableBody("The body holds one half of a surrogate pair. Send the whole character.");
    }

    private void betweenStrings(int octet) throws UnreadableBody {
        switch (octet) {
            case '"' -> isInString = true;
            case '{', '[' -> deeper();
            case '}', ']' -> depth--;
            default -> {}
        }
        var isPartOfNumber = isDigit(octet) || octet == '.' || octet == '+' || octet == '-';
        if (isPartOfNumber || (numberLength > 0 && (octet == 'e' || octet == 'E'))) {
            numberGoesOn(octet);
        } else {
            numberLength = 0;
            exponent = -1;
        }
    }

    private static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    private void deeper() throws UnreadableBody {
        depth++;
        if (depth > DEEPEST) {
            throw new UnreadableBody("The body is nested more than " + DEEPEST + " levels deep.");
        }
    }

    private void numberGoesOn(int octet) throws UnreadableBody {
        numberLength++;
        if (octet == 'e' || octet == 'E') {
            exponent = 0;
        } else if (exponent >= 0 && isDigit(octet)) {
            exponent = exponent * 10 + octet - '0';
        }
        if (numberLength > LONGEST_NUMBER || exponent > LARGEST_EXPONENT) {
            throw new UnreadableBody(HUGE_NUMBER);
        }
    }

    /** What UTF-8 allows next (RFC 3629, section 4). */
    private static final class Utf8 {
        private final boolean isChecked;
        private int left;
        private int lowest = 0x80;
        private int highest = 0xBF;

        Utf8(boolean isChecked) {
            this.isChecked = isChecked;
        }

        void next(int octet) throws UnreadableBody {
            if (!isChecked || (left == 0 && octet < 0x80)) {
                return;
            }
            if (left == 0) {
                begin(octet);
            } else if (octet < lowest || octet > highest) {
                throw notUtf8();
            } else {
                left--;
                lowest = 0x80;
                highest = 0xBF;
            }
        }

        private void begin(int octet) throws UnreadableBody {
            if (octet < 0xC2 || octet > 0xF4) {
                throw notUtf8();
            }
            left = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
            lowest = octet == 0xE0 ? 0xA0 : octet == 0xF0 ? 0x90 : 0x80;
            highest = octet == 0xED ? 0x9F : octet == 0xF4 ? 0x8F : 0xBF;
        }

        private static UnreadableBody notUtf8() {
            return new UnreadableBody("The body is no valid UTF-8.");
        }
    }
}

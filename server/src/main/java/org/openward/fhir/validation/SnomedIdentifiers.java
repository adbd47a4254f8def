package org.openward.fhir.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds codes that cannot be of SNOMED CT, whose content is licensed and not here: an identifier ends with a digit that follows from
 * the others (Verhoeff), and a slip of the pen shows in it. Expressions are made of identifiers and more, and are not looked at.
 */
final class SnomedIdentifiers {
    private static final String SYSTEM = "http://snomed.info/sct";
    private static final Pattern IDENTIFIER = Pattern.compile("[1-9]\\d{5,17}");
    private static final Pattern EXPRESSION = Pattern.compile("[\\s:+=|,{}()<]");
    private static final int DIGITS = 10;

    /** How the algorithm moves a digit, by its place from the right. */
    private static final int[][] MOVED = moved();

    private SnomedIdentifiers() {}

    /** Of a coding, a quantity, or the codes that a value set names: what is none. */
    static Stream<String> mistyped(JsonNode part) {
        if (!SYSTEM.equals(part.path("system").textValue())) {
            return Stream.empty();
        }
        return Stream.concat(
                        Stream.of(part.path("code")),
                        part.path("concept").valueStream().map(concept -> concept.path("code")))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(code -> !EXPRESSION.matcher(code).find() && !isIdentifier(code));
    }

    static boolean isIdentifier(String code) {
        if (!IDENTIFIER.matcher(code).matches()) {
            return false;
        }
        var check = 0;
        for (int place = 0; place < code.length(); place++) {
            var digit = code.charAt(code.length() - 1 - place) - '0';
            check = turned(check, MOVED[place % MOVED.length][digit]);
        }
        return check == 0;
    }

    /** One symmetry of a pentagon after another: 0 to 4 turn it, 5 to 9 reflect it. */
    private static int turned(int first, int second) {
        var sides = DIGITS / 2;
        if (first < sides) {
            return second < sides ? (first + second) % sides : (first + second - sides) % sides + sides;
        }
        return second < sides ? (first - second) % sides + sides : (first - second + sides) % sides;
    }

    private static int[][] moved() {
        var once = new int[] {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
        var moved = new int[8][DIGITS];
        for (int digit = 0; digit < DIGITS; digit++) {
            moved[0][digit] = digit;
            for (int place = 1; place < moved.length; place++) {
                moved[place][digit] = once[moved[place - 1][digit]];
            }
        }
        return moved;
    }
}

package org.openward.billing.cards;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the numbers of payment cards in a text: 13 to 19 digits that begin as such cards do and end with the right check digit, written
 * together or in groups with a space or a hyphen between them. What touches a letter is the number of something else.
 */
public final class CardNumbers {
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    private static final Pattern GROUP = Pattern.compile("[0-9]++");

    /** The ranges of ISO/IEC 7812 in which cards that pay are issued; dates and counted numbers begin otherwise. */
    private static final Pattern ISSUED = Pattern.compile("(?:2[2-7]|[3-6]|8[12])[0-9]*+");

    private CardNumbers() {}

    /** The digits of each; nothing where there is no text. */
    public static Set<String> in(@Nullable String text) {
        var found = new HashSet<String>();
        if (text == null) {
            return found;
        }
        var joined = new ArrayDeque<String>();
        var end = -2;
        var groups = GROUP.matcher(text);
        while (groups.find()) {
            if (groups.start() != end + 1 || !joins(text.charAt(end))) {
                joined.clear();
            }
            end = groups.end();
            if (isPartOfAWord(text, groups.start(), end)) {
                joined.clear();
            } else {
                joined.addFirst(groups.group());
                collect(joined, found);
            }
        }
        return found;
    }

    /** Those that end with the newest group, which is the first. */
    private static void collect(ArrayDeque<String> joined, Set<String> found) {
        if (joined.size() > LONGEST) {
            joined.removeLast();
        }
        var digits = "";
        for (var group : joined) {
            if (digits.length() + group.length() > LONGEST) {
                return;
            }
            digits = group + digits;
            if (isCard(digits)) {
                found.add(digits);
            }
        }
    }

    private static boolean joins(char between) {
        return between == ' ' || between == '-';
    }

    private static boolean isPartOfAWord(String text, int start, int end) {
        return (start > 0 && (Character.isLetterOrDigit(text.charAt(start - 1)) || text.charAt(start - 1) == '.'))
                || (end < text.length() && Character.isLetterOrDigit(text.charAt(end)));
    }

    private static boolean isCard(String digits) {
        return digits.length() >= SHORTEST && ISSUED.matcher(digits).matches() && checks(digits);
    }

    /** Luhn: every second digit from the right counts twice, by the sum of its digits. */
    private static boolean checks(String digits) {
        var sum = 0;
        for (var place = 0; place < digits.length(); place++) {
            var digit = digits.charAt(digits.length() - 1 - place) - '0';
            var counted = place % 2 == 0 ? digit : digit * 2;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum % 10 == 0;
    }
}

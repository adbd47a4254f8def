package org.openward.identity.accounts;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which passwords are too easy to guess: short ones, those that consist of the words that everybody takes, of the person's own
 * names, of neighbouring keys or of very few characters. It asks for no capitals and digits, which make people write passwords down.
 *
 * @param common the words that everybody takes, in small letters
 */
record PasswordPolicy(int length, List<String> common) {
    private static final int LONGEST = 200;
    private static final int DIFFERENT = 5;

    /** How many characters must be left that nobody could foresee. */
    private static final int UNFORESEEN = 6;

    private static final int SHORTEST_NAME = 4;
    private static final String LOOK_ALIKE = "013457@$!";
    private static final String LETTERS = "oieastasi";
    private static final List<String> ROWS = List.of(
            "abcdefghijklmnopqrstuvwxyz",
            "qwertyuiop",
            "asdfghjkl",
            "zxcvbnm",
            "qwertzuiop",
            "azertyuiop",
            "01234567890");

    PasswordPolicy {
        common = common.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** Why it will not do, said to the person; nothing when it will. */
    Optional<String> objection(String password, Collection<String> ownWords) {
        if (password.codePointCount(0, password.length()) < length) {
            return Optional.of("It needs at least " + length + " characters.");
        }
        if (password.length() > LONGEST) {
            return Optional.of("It may have at most " + LONGEST + " characters.");
        }
        if (password.codePoints().distinct().count() < DIFFERENT) {
            return Optional.of("It needs at least " + DIFFERENT + " different characters.");
        }
        if (unforeseen(password) < UNFORESEEN) {
            return Optional.of("It follows the keys or the alphabet. Take something that nobody can foresee.");
        }
        var plain = plain(password);
        if (unforeseen(without(password.toLowerCase(Locale.ROOT), common)) < UNFORESEEN
                || unforeseen(without(plain, common)) < UNFORESEEN) {
            return Optional.of("It consists of words that everybody takes. Take something that nobody can foresee.");
        }
        return ownWords.stream()
                        .map(PasswordPolicy::plain)
                        .filter(word -> word.length() >= SHORTEST_NAME)
                        .anyMatch(plain::contains)
                ? Optional.of("It contains the name of its owner.")
                : Optional.empty();
    }

    /** In small letters, with the signs that stand for letters turned back into them. */
    private static String plain(String password) {
        var plain = new StringBuilder();
        for (var sign : password.toLowerCase(Locale.ROOT).toCharArray()) {
            var place = LOOK_ALIKE.indexOf(sign);
            plain.append(place < 0 ? sign : LETTERS.charAt(place));
        }
        return plain.toString();
    }

    /** What remains when every common word is taken out. */
    private static String without(String plain, List<String> words) {
        var rest = plain;
        for (var word : words) {
            rest = rest.replace(word, "");
        }
        return rest;
    }

    /** The characters that do not merely repeat the one before or follow it in the alphabet or on the keyboard. */
    private static int unforeseen(String password) {
        var small = password.toLowerCase(Locale.ROOT);
        var count = Math.min(1, small.length());
        for (int place = 1; place < small.length(); place++) {
            if (!follows(small.charAt(place - 1), small.charAt(place))) {
                count++;
            }
        }
        return count;
    }

    private static boolean follows(char before, char after) {
        return before == after
                || ROWS.stream()
                        .anyMatch(row -> row.contains("" + before + after) || row.contains("" + after + before));
    }
}

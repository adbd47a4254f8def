package org.openward.fhir.terminology.loaded;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words of names as they are looked for: in lower case, without accents and without what separates them. */
public final class Words {
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final int LONGEST = 100;
    private static final int MOST = 2000;

    private Words() {}

    /** Those of some texts, each once, as the column of words takes them. */
    public static String of(Stream<String> texts) {
        return texts.flatMap(text -> split(text).stream())
                .distinct()
                .limit(MOST)
                .collect(Collectors.joining(" "));
    }

    /** A question for codes that have, for each word, one that begins so; empty if nothing is left of the words. */
    static String question(List<String> words) {
        return words.stream()
                .flatMap(word -> split(word).stream())
                .map(word -> word + ":*")
                .collect(Collectors.joining(" & "));
    }

    private static String beginning(String word) {
        return word.codePointCount(0, word.length()) > LONGEST
                ? word.substring(0, word.offsetByCodePoints(0, LONGEST))
                : word;
    }

    private static Set<String> split(String text) {
        var plain = ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        return BETWEEN.splitAsStream(plain)
                .filter(word -> !word.isEmpty())
                .map(Words::beginning)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}

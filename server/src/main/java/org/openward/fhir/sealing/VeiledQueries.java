package org.openward.fhir.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Takes the sealed numbers out of what a request asked for, before anybody writes it down. A number is known by its system before it; one
 * without a system by the parameter that asks for it.
 */
@Component
public class VeiledQueries {
    private static final String VEIL = "[sealed]";

    /** What stands before the two digits of an escaped sign, which may itself be escaped. */
    private static final String ESCAPED = "%(?:25)*";

    private static final String BAR = letters("|");
    private static final String SPACE = "(?:\\s|\\+|" + ESCAPED + "20)";
    private static final String QUOTE = letters("\"");

    /** A number may be written in groups. All repeats are possessive: without looking back, a long value takes no stack. */
    private static final String GROUPS = "(?:" + SPACE + "++[A-Za-z-]{0,20}[0-9][A-Za-z0-9-]*+)*+";

    /** To the next thing that ends a value in an address. */
    private static final String VALUE = "(?:(?!" + ESCAPED + "(?:2C|22|26|20|7D|29))[^&,\\s\"'\\])}])++" + GROUPS;

    /** As a search has it, and as GraphQL has it. */
    private static final Pattern BY_PARAMETER = Pattern.compile(
            "(identifier(?:" + letters(":") + "[A-Za-z-]+)?(?:" + letters("=") + "|" + letters(":") + SPACE + "*+"
                    + QUOTE + "))((?:(?!" + ESCAPED + "(?:22|26))[^&\\s\"'])++" + GROUPS + ")",
            Pattern.CASE_INSENSITIVE);

    /** As {@code _filter} has it. */
    private static final Pattern BY_FILTER = Pattern.compile(
            "(identifier" + SPACE + "++[a-z]{2}" + SPACE + "++" + QUOTE + "?)(" + VALUE + ")",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PART =
            Pattern.compile("((?:(?!" + ESCAPED + "2C)[^,])++)(,|" + ESCAPED + "2C|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TO_LAST_BAR = Pattern.compile(".*" + BAR, Pattern.CASE_INSENSITIVE);

    /** As a system begins. */
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*" + letters(":"), Pattern.CASE_INSENSITIVE);

    private final KeyRing ring;
    private volatile Veil veil = new Veil(Set.of());

    VeiledQueries(KeyRing ring) {
        this.ring = ring;
    }

    /** The same line without sealed numbers. */
    public String veiled(String line) {
        var systems = ring.rules().ever();
        if (systems.isEmpty()) {
            return line;
        }
        if (!veil.systems.equals(systems)) {
            veil = new Veil(systems);
        }
        return veil.over(line);
    }

    /** Each sign of the text, plain or escaped however often: programs differ in which ones they escape. */
    private static String letters(String text) {
        return text.codePoints()
                .mapToObj(Character::toString)
                .map(letter -> "(?:" + Pattern.quote(letter) + "|" + escaped(letter) + ")")
                .collect(Collectors.joining());
    }

    private static String escaped(String letter) {
        return HexFormat.of().withUpperCase().withPrefix(ESCAPED).formatHex(letter.getBytes(UTF_8));
    }

    /** What hides the numbers of some systems. */
    private static final class Veil {
        private final Set<String> systems;
        private final Pattern bySystem;

        Veil(Set<String> systems) {
            this.systems = systems;
            var names = systems.stream().map(VeiledQueries::letters).collect(Collectors.joining("|"));
            this.bySystem = Pattern.compile("((?:" + names + ")" + BAR + ")" + VALUE, Pattern.CASE_INSENSITIVE);
        }

        String over(String line) {
            var known = bySystem.matcher(line).replaceAll("$1" + Matcher.quoteReplacement(VEIL));
            return over(BY_FILTER, over(BY_PARAMETER, known));
        }

        private static String over(Pattern asked, String line) {
            return asked.matcher(line)
                    .replaceAll(
                            found -> Matcher.quoteReplacement(found.group(1) + parts(found.group(1), found.group(2))));
        }

        private static String parts(String parameter, String values) {
            return PART.matcher(values)
                    .replaceAll(part -> Matcher.quoteReplacement(part(parameter, part.group(1)) + part.group(2)));
        }

        /** A number with a system, which is not a sealed one any more, is shown; one of a type may be of any system. */
        private static String part(String parameter, String value) {
            var toBar = TO_LAST_BAR.matcher(value);
            if (!toBar.lookingAt() || !SCHEME.matcher(value).lookingAt()) {
                return VEIL;
            }
            return parameter.contains("of-type") ? toBar.group() + VEIL : value;
        }
    }
}

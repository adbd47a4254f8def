package org.openward.fhir.sealing;

import ca.uhn.fhir.util.UrlUtil;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Takes the sealed numbers out of what a request asked for, before anybody writes it down. A number is known by its system before it; one
 * without a system by the parameter that asks for it.
 */
@Component
public class VeiledQueries {
    private static final String VEIL = "[sealed]";
    private static final String BAR = "(?:\\||%7C)";

    /** To the next thing that ends a value in an address, plain or escaped. */
    private static final String VALUE = "(?:(?!%2C|%22|%26|%20|%7D|%29)[^&,\\s\"'\\])}])+";

    /** As a search has it, and as GraphQL has it. */
    private static final Pattern BY_PARAMETER = Pattern.compile(
            "(identifier(?:(?::|%3A)[A-Za-z-]+)?(?:=|%3D|(?::|%3A)(?:\\s|\\+|%20)*(?:\"|%22)))"
                    + "((?:(?!%22)[^&\\s\"'])+)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PART = Pattern.compile("((?:(?!%2C)[^,])+)(,|%2C|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TO_LAST_BAR = Pattern.compile(".*" + BAR, Pattern.CASE_INSENSITIVE);

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

    /** What hides the numbers of some systems. */
    private static final class Veil {
        private final Set<String> systems;
        private final Pattern bySystem;

        Veil(Set<String> systems) {
            this.systems = systems;
            var names = systems.stream()
                    .flatMap(system -> Stream.of(system, UrlUtil.escapeUrlParam(system)))
                    .distinct()
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|"));
            this.bySystem = Pattern.compile("((?:" + names + ")" + BAR + ")" + VALUE, Pattern.CASE_INSENSITIVE);
        }

        String over(String line) {
            var known = bySystem.matcher(line).replaceAll("$1" + Matcher.quoteReplacement(VEIL));
            return BY_PARAMETER
                    .matcher(known)
                    .replaceAll(
                            found -> Matcher.quoteReplacement(found.group(1) + parts(found.group(1), found.group(2))));
        }

        private static String parts(String parameter, String values) {
            return PART.matcher(values)
                    .replaceAll(part -> Matcher.quoteReplacement(part(parameter, part.group(1)) + part.group(2)));
        }

        /** A number with a system that is not sealed is shown; one of a type may be of any system. */
        private static String part(String parameter, String value) {
            var toBar = TO_LAST_BAR.matcher(value);
            if (!toBar.lookingAt()) {
                return VEIL;
            }
            return parameter.contains("of-type") ? toBar.group() + VEIL : value;
        }
    }
}

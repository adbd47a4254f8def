package org.openward.fhir.validation;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What records that clients write are held to, besides OpenWard's own profiles.
 *
 * @param rules by a name that the hospital chooses
 */
@ConfigurationProperties("openward.validation")
public record ValidationSettings(@DefaultValue Map<String, Rule> rules) {
    public ValidationSettings {
        rules = Map.copyOf(rules);
    }

    /** What becomes of a record that is not as it should be. */
    public enum Outcome {
        IGNORE,
        WARN,
        REFUSE
    }

    /**
     * One rule.
     *
     * @param profile alone: the records that claim it; an asterisk at its end stands for all profiles that begin so
     * @param type alone: the records of that type, held to the standard; with a profile: all records of that type, held to it
     */
    public record Rule(@Nullable String profile, @Nullable String type, Outcome outcome) {
        public Rule {
            if (profile == null && type == null) {
                throw new IllegalArgumentException("A rule of validation names a profile, a type or both.");
            }
            if (profile != null && type != null && profile.endsWith("*")) {
                throw new IllegalArgumentException("A type is held to one profile, without an asterisk.");
            }
        }

        /** How particular it is about a claim; -1 if it says nothing about it. */
        int fits(String claim) {
            if (profile == null || type != null) {
                return -1;
            }
            if (profile.endsWith("*")) {
                return claim.startsWith(profile.substring(0, profile.length() - 1)) ? profile.length() - 1 : -1;
            }
            return claim.equals(profile) || claim.startsWith(profile + "|") ? Integer.MAX_VALUE : -1;
        }
    }

    /** The rules about records of that type with that outcome. */
    Stream<Rule> of(String type, Outcome outcome) {
        return rules.values().stream().filter(rule -> type.equals(rule.type()) && rule.outcome() == outcome);
    }

    /** What is to become of a record that claims that profile; the most particular rule decides. */
    Outcome outcomeOf(String claim) {
        return rules.values().stream()
                .filter(rule -> rule.fits(claim) >= 0)
                .max(Comparator.comparingInt(rule -> rule.fits(claim)))
                .map(Rule::outcome)
                .orElse(Outcome.IGNORE);
    }
}

package org.openward.security;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One SMART on FHIR scope: which interactions with which records it allows. Version 1 spellings mean what SMART 2 says they
 * mean: {@code read} is {@code rs}, {@code write} is {@code cud}.
 *
 * @param type a FHIR resource type, or {@code *} for all
 * @param restriction search parameters as {@code name=value} that a record must match, none for all records
 */
record SmartScope(Context context, String type, Set<Interaction> interactions, List<String> restriction) {
    /** On whose behalf: one patient's records, what a user may see, or no user at all. */
    enum Context {
        PATIENT,
        USER,
        SYSTEM
    }

    static final String ALL_TYPES = "*";

    private static final Pattern SHAPE =
            Pattern.compile("(patient|user|system)/(\\*|[A-Z][A-Za-z]+)\\.(\\*|read|write|c?r?u?d?s?)(?:\\?(.+))?");

    /** No words that only shape an answer, such as {@code _count}, and no {@code _lastUpdated}, which is no condition like others to HAPI. A comma separates scopes where Spring Authorization Server stores them. */
    private static final Pattern CONDITION = Pattern.compile(
            "(?:[A-Za-z][A-Za-z0-9_.-]*|_(?:has|id|language|profile|security|source|tag))(?::[A-Za-z0-9_:.-]+)?=[^=&,\\s]+");

    SmartScope {
        interactions = Collections.unmodifiableSet(EnumSet.copyOf(interactions));
        restriction = List.copyOf(restriction);
    }

    /** Empty when the text is no SMART resource scope. */
    static Optional<SmartScope> parse(String text) {
        var parts = SHAPE.matcher(text);
        if (!parts.matches() || parts.group(3).isEmpty()) {
            return Optional.empty();
        }
        var restriction = conditions(parts.group(4));
        if (!restriction.stream().allMatch(CONDITION.asMatchPredicate())
                || (!restriction.isEmpty() && ALL_TYPES.equals(parts.group(2)))) {
            return Optional.empty();
        }
        return Optional.of(new SmartScope(
                Context.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
                parts.group(2),
                interactions(parts.group(3)),
                restriction));
    }

    private static List<String> conditions(@Nullable String query) {
        return query == null
                ? List.of()
                : Arrays.stream(query.split("&", -1)).sorted().toList();
    }

    private static EnumSet<Interaction> interactions(String letters) {
        return switch (letters) {
            case "*" -> EnumSet.allOf(Interaction.class);
            case "read" -> EnumSet.of(Interaction.READ, Interaction.SEARCH);
            case "write" -> EnumSet.of(Interaction.CREATE, Interaction.UPDATE, Interaction.DELETE);
            default -> {
                var found = EnumSet.noneOf(Interaction.class);
                for (var interaction : Interaction.values()) {
                    if (letters.indexOf(interaction.letter()) >= 0) {
                        found.add(interaction);
                    }
                }
                yield found;
            }
        };
    }

    /** As it is written in a token, and as {@link #parse} reads it again. */
    String written() {
        var letters = new StringBuilder();
        interactions.forEach(interaction -> letters.append(interaction.letter()));
        return context.name().toLowerCase(Locale.ROOT) + "/" + type + "." + letters
                + (restriction.isEmpty() ? "" : "?" + String.join("&", restriction));
    }

    /** The same for all records that its holder may use. */
    SmartScope ofUser() {
        return new SmartScope(Context.USER, type, interactions, restriction);
    }

    /** Whether every record and interaction that the other scope allows is allowed by this one too. */
    boolean covers(SmartScope other) {
        return context == other.context
                && (ALL_TYPES.equals(type) || type.equals(other.type))
                && interactions.containsAll(other.interactions)
                && other.restriction.containsAll(restriction);
    }

    /** Whether it speaks of that interaction with that type; which records is another question. */
    boolean speaksOf(String wantedType, Interaction interaction) {
        return (ALL_TYPES.equals(type) || type.equals(wantedType)) && interactions.contains(interaction);
    }

    boolean isRestricted() {
        return context == Context.PATIENT || !restriction.isEmpty();
    }
}

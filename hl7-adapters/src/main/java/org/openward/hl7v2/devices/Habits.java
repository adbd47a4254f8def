package org.openward.hl7v2.devices;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PrimitiveType;

/**
 * What the description of an analyzer, or of its family, says of it, part by part, as the analyzer extension has it.
 *
 * <p>It says nothing of a part that is absent, and then the family is asked, and then the standard.
 */
public record Habits(Map<String, List<String>> said) {
    public static final Habits NONE = new Habits(Map.of());

    public Habits {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        said.forEach((part, values) -> copy.put(part, List.copyOf(values)));
        said = Map.copyOf(copy);
    }

    /** The parts of an analyzer extension. */
    public static Habits of(Extension analyzer) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        for (Extension part : analyzer.getExtension()) {
            if (part.getValue() instanceof PrimitiveType<?> value && value.hasValue()) {
                said.computeIfAbsent(part.getUrl(), url -> new ArrayList<>()).add(value.getValueAsString());
            }
        }
        return new Habits(said);
    }

    /** These, and what they leave open as the family has it; a part is inherited as a whole. */
    public Habits inheriting(Habits family) {
        Map<String, List<String>> both = new LinkedHashMap<>(family.said);
        both.putAll(said);
        return new Habits(both);
    }

    /** These without some parts. */
    public Habits without(List<String> parts) {
        Map<String, List<String>> rest = new LinkedHashMap<>(said);
        rest.keySet().removeAll(parts);
        return new Habits(rest);
    }

    public boolean has(String part) {
        return said.containsKey(part);
    }

    public List<String> all(String part) {
        return said.getOrDefault(part, List.of());
    }

    public Optional<String> one(String part) {
        return all(part).stream().findFirst();
    }

    /** Whether it says yes to the part. */
    public boolean flag(String part) {
        return one(part).filter("true"::equals).isPresent();
    }

    /** Whole numbers from 0 to 99: fields and components. */
    public List<Integer> numbers(String part) {
        return all(part).stream()
                .map(value -> read(part, value, Integer::valueOf))
                .filter(number -> known(part, number, number >= 0 && number <= 99))
                .toList();
    }

    List<BigDecimal> amounts(String part) {
        return all(part).stream()
                .map(value -> read(part, value, BigDecimal::new))
                .toList();
    }

    /** One of the words that the part knows, as what it means. */
    public <T> Optional<T> word(String part, Map<String, T> meanings) {
        Optional<String> said = one(part);
        said.ifPresent(word -> known(part, word, meanings.containsKey(word)));
        return said.map(meanings::get);
    }

    private static <T> T read(String part, String value, Function<String, T> reader) {
        try {
            return reader.apply(value);
        } catch (NumberFormatException wrong) {
            throw new FlawedHabit(part, value);
        }
    }

    private static boolean known(String part, Object value, boolean sensible) {
        if (!sensible) {
            throw new FlawedHabit(part, String.valueOf(value));
        }
        return true;
    }
}

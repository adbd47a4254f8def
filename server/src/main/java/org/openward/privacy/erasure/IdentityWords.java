package org.openward.privacy.erasure;

import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.jspecify.annotations.Nullable;
import org.openward.privacy.erasure.ErasedPerson.KnownBy;

/** The words that say who somebody is: every name, number, address and telephone that any version of his Patient record held, and those of his next of kin. */
final class IdentityWords {
    static final String INSTEAD = "[erased]";

    /** A shorter one is found only as it was written: "an" is a word, "An" a name. */
    private static final int LONG_ENOUGH = 4;

    private static final int SHORTEST = 2;

    private final Set<String> words = new TreeSet<>();
    private final Set<KnownBy> numbers = new HashSet<>();
    private @Nullable Pattern found;

    void learn(Patient patient) {
        found = null;
        patient.getName().forEach(this::learn);
        patient.getTelecom().forEach(this::learn);
        patient.getAddress().forEach(this::learn);
        patient.getIdentifier().forEach(this::learn);
        for (var kin : patient.getContact()) {
            learn(kin.getName());
            kin.getTelecom().forEach(this::learn);
            learn(kin.getAddress());
        }
        if (patient.hasBirthDate()) {
            word(patient.getBirthDateElement().getValueAsString());
        }
    }

    private void learn(HumanName name) {
        word(name.getText());
        word(name.getFamily());
        name.getGiven().stream().map(PrimitiveType::getValue).forEach(this::word);
        for (var part : (name.getText() + " " + name.getFamily()).split("[\\s,]+", -1)) {
            if (!"null".equals(part)) {
                word(part);
            }
        }
    }

    private void learn(ContactPoint contact) {
        word(contact.getValue());
    }

    private void learn(Address address) {
        word(address.getText());
        address.getLine().stream().map(PrimitiveType::getValue).forEach(this::word);
    }

    private void learn(Identifier number) {
        word(number.getValue());
        if (number.hasValue()) {
            numbers.add(key(number));
        }
    }

    private void word(@Nullable String word) {
        if (word != null && word.strip().length() >= SHORTEST) {
            words.add(word.strip());
        }
    }

    /** The identifiers. */
    Set<KnownBy> numbers() {
        return numbers;
    }

    boolean isOf(Identifier number) {
        return number.hasValue() && numbers.contains(key(number));
    }

    private static KnownBy key(Identifier number) {
        return new KnownBy(number.hasSystem() ? number.getSystem() : "", number.getValue());
    }

    boolean areIn(String text) {
        return !words.isEmpty() && pattern().matcher(text).find();
    }

    /** The text without them. */
    String outOf(String text) {
        return words.isEmpty() ? text : pattern().matcher(text).replaceAll(INSTEAD.replaceAll("[\\[\\]]", "\\\\$0"));
    }

    private Pattern pattern() {
        if (found == null) {
            var anyCase = alternatives(word -> word.length() >= LONG_ENOUGH);
            var thisCase = alternatives(word -> word.length() < LONG_ENOUGH);
            found = Pattern.compile(
                    "(?<![\\p{L}\\p{N}])(?:(?iu:" + anyCase + ")|(?:" + thisCase + "))(?![\\p{L}\\p{N}])");
        }
        return found;
    }

    /** The longest first, or the first word of a name would hide the name. Nothing matches where there is none. */
    private String alternatives(Predicate<String> some) {
        var quoted = words.stream()
                .filter(some)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(joining("|"));
        return quoted.isEmpty() ? "(?!)" : quoted;
    }
}

package org.openward.identity.patients;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;

/**
 * Who somebody says that he is.
 *
 * @param born as a date such as {@code 1990-02-03}
 * @param system of the number
 * @param number written like the value of an identifier, so that it is encrypted like one
 */
record IdentityClaim(
        String family, String born, String system, @JsonProperty("value") @JsonAlias("number") String number) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 200;

    /** Nothing when something is missing, or is no date. */
    static Optional<IdentityClaim> of(String family, String born, String system, String number) {
        var claim = new IdentityClaim(family.strip(), born.strip(), system, number.strip());
        return claim.isComplete() ? Optional.of(claim) : Optional.empty();
    }

    private boolean isComplete() {
        return Stream.of(family, born, system, number)
                        .noneMatch(said -> said.isEmpty()
                                || said.length() > LONGEST
                                || said.chars().anyMatch(Character::isISOControl))
                && isDate(born);
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text).toString().equals(text);
        } catch (DateTimeParseException other) {
            return false;
        }
    }

    /** Whether all of it is the patient's; a name is the same in capitals and with other spaces. */
    boolean fits(Patient patient) {
        return hasNumber(patient)
                && born.equals(patient.getBirthDateElement().getValueAsString())
                && patient.getName().stream()
                        .filter(name -> name.getUse() != NameUse.OLD)
                        .map(HumanName::getFamily)
                        .anyMatch(known -> known != null && plain(known).equals(plain(family)));
    }

    boolean hasNumber(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(identifier -> identifier.getUse() != IdentifierUse.OLD)
                .anyMatch(this::isSaid);
    }

    private boolean isSaid(Identifier identifier) {
        return system.equals(identifier.getSystem()) && number.equals(identifier.getValue());
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .strip()
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }

    String written() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static IdentityClaim read(String text) {
        try {
            return JSON.readValue(text, IdentityClaim.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("What somebody said about himself cannot be read.", unreadable);
        }
    }

    @Override
    public String toString() {
        return "claim by a number of " + system;
    }
}

package org.openward.registration;

import java.util.Optional;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;

/**
 * What a message says of its patient besides the numbers, to see whether a number leads to the right one.
 *
 * @param birthDate as exact as it was sent
 */
public record Traits(Optional<DateType> birthDate, Optional<AdministrativeGender> sex) {

    /** What cannot be true of this patient, as the field that says it. */
    public Optional<String> contradiction(Patient found) {
        if (birthDate
                .filter(sent -> isAnother(sent, found.getBirthDateElement()))
                .isPresent()) {
            return Optional.of("birth date in PID-7");
        }
        return sex.filter(sent -> isStated(sent) && isStated(found.getGender()) && sent != found.getGender())
                .map(sent -> "sex in PID-8");
    }

    /** Dates are compared as far as both go: a year agrees with every day in it. */
    private static boolean isAnother(DateType sent, DateType known) {
        if (!sent.hasValue() || !known.hasValue()) {
            return false;
        }
        var here = sent.getValueAsString();
        var there = known.getValueAsString();
        return !here.startsWith(there) && !there.startsWith(here);
    }

    private static boolean isStated(@Nullable AdministrativeGender sex) {
        return sex != null && sex != AdministrativeGender.UNKNOWN && sex != AdministrativeGender.NULL;
    }
}

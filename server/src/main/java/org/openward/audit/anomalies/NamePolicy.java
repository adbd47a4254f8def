package org.openward.audit.anomalies;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Patient;

/** Whether a user may be a relative of a patient, as far as names tell: the user's name contains the patient's family name. */
final class NamePolicy {
    private static final int SHORTEST = 3;
    private static final Pattern BETWEEN_NAMES = Pattern.compile("[^\\p{L}]+");

    private NamePolicy() {}

    static boolean areAlike(String user, Patient patient) {
        var names = parts(user);
        return patient.getName().stream()
                .filter(HumanName::hasFamily)
                .flatMap(name -> parts(name.getFamily()).stream())
                .anyMatch(names::contains);
    }

    private static Set<String> parts(String name) {
        return BETWEEN_NAMES
                .splitAsStream(name.toLowerCase(Locale.ROOT))
                .filter(part -> part.length() >= SHORTEST)
                .collect(Collectors.toSet());
    }
}

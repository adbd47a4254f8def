package org.openward.hl7v2.datatypes;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openward.profiles.Systems;

/** The URI of a coding system that HL7 table 0396 or the device names. */
final class CodingSystems {
    static final String SNOMED = "http://snomed.info/sct";

    private static final Map<String, String> KNOWN = Map.of(
            "LN", Systems.LOINC,
            "SCT", SNOMED,
            "UCUM", Systems.UCUM,
            "I10", "http://hl7.org/fhir/sid/icd-10",
            "I10C", "http://hl7.org/fhir/sid/icd-10-cm",
            "C4", "http://www.ama-assn.org/go/cpt",
            "NDC", "http://hl7.org/fhir/sid/ndc",
            "CVX", "http://hl7.org/fhir/sid/cvx",
            "RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm");
    private static final Pattern TABLE = Pattern.compile("HL7(\\d{4})");
    private static final Pattern OBJECT_IDENTIFIER = Pattern.compile("[0-2](\\.(0|[1-9]\\d*))+");

    private static final int LONGEST_IDENTIFIER = 128;

    private CodingSystems() {}

    /** The URI, for a local system one below the device's namespace. */
    static String uri(String name, String namespace) {
        return official(name).orElseGet(() -> local(name, namespace));
    }

    private static Optional<String> official(String name) {
        String key = name.toUpperCase(Locale.ROOT);
        var table = TABLE.matcher(key);
        if (table.matches()) {
            return Optional.of("http://terminology.hl7.org/CodeSystem/v2-" + table.group(1));
        }
        if (name.length() <= LONGEST_IDENTIFIER
                && OBJECT_IDENTIFIER.matcher(name).matches()) {
            return Optional.of("urn:oid:" + name);
        }
        return Optional.ofNullable(KNOWN.get(key));
    }

    private static String local(String name, String namespace) {
        String path = name.strip().replaceAll("[^A-Za-z0-9._-]+", "-");
        return path.isEmpty() || path.equals("L") ? namespace + "/codes" : namespace + "/codes/" + path;
    }
}

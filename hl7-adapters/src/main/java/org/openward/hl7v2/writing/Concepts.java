package org.openward.hl7v2.writing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Quantity;
import org.openward.profiles.Systems;

/** Writes codes as CE or CWE: a standard code first, one of another system beside it. */
final class Concepts {
    private static final Map<String, String> NAMES = Map.of(
            Systems.LOINC,
            "LN",
            "http://snomed.info/sct",
            "SCT",
            Systems.UCUM,
            "UCUM",
            "http://hl7.org/fhir/sid/icd-10",
            "I10",
            "http://hl7.org/fhir/sid/icd-10-cm",
            "I10C",
            "http://www.ama-assn.org/go/cpt",
            "C4",
            "http://hl7.org/fhir/sid/ndc",
            "NDC",
            "http://hl7.org/fhir/sid/cvx",
            "CVX",
            "http://www.nlm.nih.gov/research/umls/rxnorm",
            "RXNORM",
            Systems.OBSERVATION_INTERPRETATION,
            "HL70078");
    private static final Pattern TABLE = Pattern.compile("http://terminology\\.hl7\\.org/CodeSystem/v2-(\\d{4})");
    private static final int LONGEST_LOCAL_NAME = 10;

    private final Fields fields;

    Concepts(Fields fields) {
        this.fields = fields;
    }

    String concept(CodeableConcept concept) {
        var codings = ordered(concept);
        var text = concept.hasText() ? concept.getText() : "";
        if (codings.isEmpty()) {
            return Fields.composite("", fields.text(text));
        }
        var first = codings.get(0);
        var parts = new ArrayList<>(triple(first, text));
        if (codings.size() > 1) {
            parts.addAll(triple(codings.get(1), ""));
        }
        // CE ends with the sixth component; CWE has the original text as its ninth.
        if (fields.letterhead().isSince(Hl7Version.V2_6) && !text.isEmpty()) {
            while (parts.size() < 8) {
                parts.add("");
            }
            parts.add(fields.text(text));
        }
        return Fields.composite(parts.toArray(String[]::new));
    }

    /** Only the code, as coded fields (IS) have it. */
    String code(CodeableConcept concept) {
        return concept.hasCoding()
                ? fields.text(concept.getCodingFirstRep().getCode())
                : fields.text(concept.getText());
    }

    private static List<Coding> ordered(CodeableConcept concept) {
        var codings = new ArrayList<Coding>();
        concept.getCoding().stream()
                .filter(coding -> coding.hasCode() && isStandard(coding))
                .forEach(codings::add);
        concept.getCoding().stream()
                .filter(coding -> coding.hasCode() && !isStandard(coding))
                .forEach(codings::add);
        return codings;
    }

    private static boolean isStandard(Coding coding) {
        return coding.hasSystem() && NAMES.containsKey(coding.getSystem());
    }

    private List<String> triple(Coding coding, String otherwise) {
        var words = coding.hasDisplay() ? coding.getDisplay() : otherwise;
        return List.of(fields.text(coding.getCode()), fields.text(words), systemName(coding));
    }

    /** Unit of measure: UCUM where it is one. */
    String unit(Quantity quantity) {
        var words = quantity.hasUnit() ? quantity.getUnit() : "";
        if (!quantity.hasCode()) {
            return fields.text(words);
        }
        return Fields.composite(
                fields.text(quantity.getCode()),
                fields.text(words.isEmpty() ? quantity.getCode() : words),
                Systems.UCUM.equals(quantity.getSystem()) ? "UCUM" : "L");
    }

    /** The name of a code system in HL7 table 0396; that of a local one begins with 99. */
    private String systemName(Coding coding) {
        var system = coding.hasSystem() ? coding.getSystem() : "";
        var known = NAMES.get(system);
        if (known != null) {
            return known;
        }
        var table = TABLE.matcher(system);
        if (table.matches()) {
            return "HL7" + table.group(1);
        }
        if (system.startsWith("urn:oid:")) {
            return fields.text(system.substring("urn:oid:".length()));
        }
        var tail = system.substring(system.lastIndexOf('/') + 1)
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]", "");
        return tail.isEmpty() ? "L" : "99" + tail.substring(0, Math.min(tail.length(), LONGEST_LOCAL_NAME));
    }
}

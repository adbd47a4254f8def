package org.openward.fhir.reading;

import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import org.jspecify.annotations.Nullable;

/** Hears what HAPI's readers are about to pass over, and refuses it where a record is read that is to be stored. */
final class PassedOver extends LenientErrorHandler {
    private static final String PLAIN = "value";
    private static final String SCHEMA = "schemaLocation";
    private static final String PLAIN_FOR_PARTS =
            "A plain value stands where FHIR R4 has an element with parts, or another record.";

    @Override
    public void unknownElement(@Nullable IParseLocation location, String name) {
        NothingPassedOver.refuse("FHIR R4 knows no element " + shortened(name) + " where the record has it.");
        super.unknownElement(location, name);
    }

    @Override
    public void unexpectedRepeatingElement(@Nullable IParseLocation location, String name) {
        NothingPassedOver.refuse("The element " + shortened(name) + " is there more often than FHIR R4 allows.");
        super.unexpectedRepeatingElement(location, name);
    }

    /** In JSON a plain value, where an element has parts; where the schema lies is said in XML only, and is no part of a record. */
    @Override
    public void unknownAttribute(@Nullable IParseLocation location, String name) {
        if (!name.equals(SCHEMA)) {
            NothingPassedOver.refuse(
                    name.equals(PLAIN)
                            ? PLAIN_FOR_PARTS
                            : "FHIR R4 knows no attribute " + shortened(name) + " where the record has it.");
        }
        super.unknownAttribute(location, name);
    }

    /** HAPI takes one for a list and a list for one; a plain value for parts, and what stands beside a value, it leaves out. */
    @Override
    public void incorrectJsonType(
            @Nullable IParseLocation location,
            String name,
            ValueType expected,
            @Nullable ScalarType expectedScalar,
            ValueType found,
            @Nullable ScalarType foundScalar) {
        if (name.startsWith("_")) {
            NothingPassedOver.refuse(
                    "What stands in " + shortened(name) + " is not of the form that FHIR R4 has for it.");
        }
        if (expected == ValueType.OBJECT && found == ValueType.SCALAR) {
            NothingPassedOver.refuse(PLAIN_FOR_PARTS);
        }
        super.incorrectJsonType(location, name, expected, expectedScalar, found, foundScalar);
    }

    private static String shortened(String name) {
        return name.length() > 64 ? name.substring(0, 64) + "…" : name;
    }
}

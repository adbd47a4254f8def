package org.openward.fhir.reading;

import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import org.jspecify.annotations.Nullable;

/** Hears what HAPI's readers are about to pass over, and refuses it where a record is read that is to be stored. */
final class PassedOver extends LenientErrorHandler {
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

    /** Of an element itself, HAPI reads it nevertheless; of what stands beside a value, it does not. */
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
        super.incorrectJsonType(location, name, expected, expectedScalar, found, foundScalar);
    }

    private static String shortened(String name) {
        return name.length() > 64 ? name.substring(0, 64) + "…" : name;
    }
}

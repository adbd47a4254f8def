package org.openward.fhir.sealing;

/** An identifier with a system and a value: in clear, or with the token in the value's place. */
public record KnownNumber(String system, String value) {
    @Override
    public String toString() {
        return "number of " + system;
    }
}

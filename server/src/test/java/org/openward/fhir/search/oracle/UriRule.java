package org.openward.fhir.search.oracle;

import org.hl7.fhir.r4.model.Base;

/** Addresses, letter by letter; {@code :below} those that begin so, {@code :above} those that it begins with. */
final class UriRule implements MatchRule {
    @Override
    public boolean isFindable(Base value) {
        return value.primitiveValue() != null;
    }

    @Override
    public boolean matches(Base value, String modifier, String asked) {
        var address = value.primitiveValue();
        var wanted = Escaped.plain(asked);
        if (address == null) {
            return false;
        }
        return switch (modifier) {
            case "below" -> address.startsWith(wanted);
            case "above" -> wanted.startsWith(address);
            case "contains" -> address.contains(wanted);
            default -> address.equals(wanted);
        };
    }
}

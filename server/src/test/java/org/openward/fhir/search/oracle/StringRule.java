package org.openward.fhir.search.oracle;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.StringType;

/** Strings begin with what was asked for, whatever the case and the accents; {@code :exact} and {@code :contains}. */
final class StringRule implements MatchRule {
    @Override
    public boolean isFindable(Base value) {
        return !parts(value).isEmpty();
    }

    @Override
    public boolean matches(Base value, String modifier, String asked) {
        var text = Escaped.plain(asked);
        return parts(value).stream().anyMatch(part -> switch (modifier) {
            case "exact" -> part.equals(text);
            case "contains" -> simplified(part).contains(simplified(text));
            default -> begins(part, text);
        });
    }

    static boolean begins(String value, String asked) {
        return simplified(value).startsWith(simplified(asked));
    }

    /** Without accents and case. */
    static String simplified(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toUpperCase(Locale.ROOT);
    }

    static List<String> parts(Base value) {
        if (value instanceof HumanName name) {
            return said(Stream.of(
                            Stream.of(name.getText(), name.getFamily()),
                            Stream.of(name.getGiven(), name.getPrefix(), name.getSuffix())
                                    .flatMap(List::stream)
                                    .map(StringType::getValue))
                    .flatMap(part -> part));
        }
        if (value instanceof Address address) {
            return said(Stream.concat(
                    Stream.of(
                            address.getText(),
                            address.getCity(),
                            address.getDistrict(),
                            address.getState(),
                            address.getPostalCode(),
                            address.getCountry()),
                    address.getLine().stream().map(StringType::getValue)));
        }
        return said(Stream.of(value.primitiveValue()));
    }

    private static List<String> said(Stream<String> parts) {
        return parts.filter(part -> part != null && !part.isBlank()).toList();
    }
}

package org.openward.fhir.search.oracle;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;

/** What can be asked about a value of a record: itself, a part of it, something before and after it. */
final class AskedValues {
    private static final List<String> PREFIXES = List.of("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap");

    /**
     * A searched value.
     *
     * @param modifier without its colon, or an empty text
     */
    record Asked(String modifier, String value) {}

    private final String base;

    /**
     * Values for one server.
     *
     * @param base its FHIR address
     */
    AskedValues(String base) {
        this.base = base;
    }

    /** Without modifiers, with every prefix. */
    List<String> plain(SearchParamType type, Base value) {
        return switch (type) {
            case STRING -> StringRule.parts(value).stream()
                    .flatMap(AskedValues::beginnings)
                    .map(Escaped::of)
                    .toList();
            case TOKEN -> tokens(value);
            case DATE -> compared(dates(value));
            case NUMBER, QUANTITY -> compared(numbers(value));
            case REFERENCE -> references(value);
            case URI -> List.of(Escaped.of(value.primitiveValue()), Escaped.of(value.primitiveValue() + "/none"));
            default -> List.of();
        };
    }

    List<Asked> modified(SearchParamType type, Base value) {
        return switch (type) {
            case STRING -> StringRule.parts(value).stream()
                    .flatMap(AskedValues::strings)
                    .toList();
            case TOKEN -> modifiedTokens(value);
            case REFERENCE -> value instanceof Reference reference ? modified(reference) : List.of();
            case URI -> addresses(value.primitiveValue());
            default -> List.of();
        };
    }

    private static List<Asked> modified(Reference reference) {
        var asked = new ArrayList<Asked>();
        if (ReferenceRule.leadsOut(reference)) {
            asked.add(new Asked(
                    reference.getReferenceElement().getResourceType(),
                    reference.getReferenceElement().getIdPart()));
        }
        tokens(reference.getIdentifier()).forEach(token -> asked.add(new Asked("identifier", token)));
        return asked;
    }

    private static Stream<String> beginnings(String part) {
        return Stream.of(
                part,
                part.substring(0, (part.length() + 1) / 2).strip(),
                part.toLowerCase(Locale.ROOT),
                StringRule.simplified(part),
                part.substring(part.length() / 2).strip());
    }

    private static Stream<Asked> strings(String part) {
        return Stream.of(
                new Asked("exact", Escaped.of(part)),
                new Asked("exact", Escaped.of(StringRule.simplified(part))),
                new Asked(
                        "exact",
                        Escaped.of(part.substring(0, (part.length() + 1) / 2).strip())),
                new Asked(
                        "contains", Escaped.of(part.substring(part.length() / 3).strip())),
                new Asked(
                        "contains",
                        Escaped.of(StringRule.simplified(
                                part.substring(part.length() / 2).strip()))));
    }

    private static List<String> tokens(Base value) {
        var asked = new ArrayList<String>();
        for (var token : TokenRule.tokens(value)) {
            var code = Escaped.of(token.code());
            var system = Escaped.of(token.system());
            if (!code.isEmpty()) {
                asked.add(code);
            }
            if (!system.isEmpty()) {
                asked.add(system + "|" + code);
                asked.add(system + "|");
            }
            if (!code.isEmpty()
                    && (value instanceof Coding || value instanceof CodeableConcept || value instanceof Identifier)) {
                asked.add("|" + code);
            }
        }
        return asked;
    }

    private static List<Asked> modifiedTokens(Base value) {
        var asked = new ArrayList<>(
                tokens(value).stream().map(token -> new Asked("not", token)).toList());
        for (var text : TokenRule.texts(value)) {
            asked.add(new Asked("text", Escaped.of(text)));
            asked.add(new Asked("text", Escaped.of(text.substring(0, (text.length() + 1) / 2))));
        }
        if (value instanceof Identifier identifier && identifier.hasValue()) {
            TokenRule.tokens(identifier.getType())
                    .forEach(type -> asked.add(new Asked(
                            "of-type",
                            Escaped.of(type.system()) + "|" + Escaped.of(type.code()) + "|"
                                    + Escaped.of(identifier.getValue()))));
        }
        return asked;
    }

    private static List<String> compared(List<String> values) {
        return values.stream()
                .flatMap(value -> PREFIXES.stream().map(prefix -> prefix + value))
                .toList();
    }

    /** As it is written, and less precisely. */
    private static List<String> dates(Base value) {
        if (value instanceof Period period) {
            return Stream.of(period.getStartElement(), period.getEndElement())
                    .flatMap(end -> dates(end).stream())
                    .toList();
        }
        if (!(value instanceof BaseDateTimeType date) || !date.hasValue()) {
            return List.of();
        }
        var written = date.getValueAsString();
        return Stream.of(4, 7, 10, written.length())
                .filter(length -> length <= written.length())
                .distinct()
                .map(length -> written.substring(0, length))
                .toList();
    }

    private static List<String> numbers(Base value) {
        if (value instanceof Range range) {
            return Stream.of(range.getLow(), range.getHigh())
                    .flatMap(end -> numbers(end).stream())
                    .toList();
        }
        if (value instanceof Quantity quantity) {
            return quantity.hasValue() ? quantities(quantity) : List.of();
        }
        return value.primitiveValue() == null ? List.of() : roundings(new BigDecimal(value.primitiveValue()));
    }

    private static List<String> quantities(Quantity quantity) {
        var asked = new ArrayList<String>();
        for (var number : roundings(quantity.getValue())) {
            asked.add(number);
            if (quantity.hasCode()) {
                asked.add(number + "|" + Objects.toString(quantity.getSystem(), "") + "|" + quantity.getCode());
                asked.add(number + "||" + quantity.getCode());
            }
            if (quantity.hasUnit()) {
                asked.add(number + "||" + quantity.getUnit());
            }
        }
        Units.alike(Objects.toString(quantity.getCode(), "")).stream()
                .flatMap(unit -> roundings(quantity.getValue()
                                .multiply(factor(quantity.getCode()))
                                .divide(factor(unit), 6, RoundingMode.HALF_UP)
                                .stripTrailingZeros())
                        .stream()
                        .map(number -> number + "|" + Units.UCUM + "|" + unit))
                .forEach(asked::add);
        return asked;
    }

    private static BigDecimal factor(String unit) {
        return Objects.requireNonNull(Units.of(unit)).factor();
    }

    private static List<String> roundings(BigDecimal number) {
        return Stream.of(
                        number,
                        number.setScale(Math.max(0, number.scale()), RoundingMode.UNNECESSARY),
                        number.setScale(Math.max(0, number.scale() - 1), RoundingMode.HALF_UP),
                        number.setScale(0, RoundingMode.DOWN))
                .map(BigDecimal::toPlainString)
                .distinct()
                .toList();
    }

    private List<String> references(Base value) {
        if (!(value instanceof Reference reference) || !ReferenceRule.leadsOut(reference)) {
            return List.of();
        }
        var target = reference.getReferenceElement().toUnqualifiedVersionless();
        return List.of(target.getIdPart(), target.getValue(), base + "/" + target.getValue());
    }

    private static List<Asked> addresses(String address) {
        return List.of(
                new Asked("below", Escaped.of(address)),
                new Asked("below", Escaped.of(address.replaceFirst("[^/:]*$", ""))),
                new Asked("above", Escaped.of(address)),
                new Asked("above", Escaped.of(address + "/more")),
                new Asked("above", Escaped.of(address + "more")),
                new Asked("contains", Escaped.of(address.substring(address.length() / 2))));
    }
}

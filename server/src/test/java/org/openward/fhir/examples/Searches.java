package org.openward.fhir.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SearchParameter;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Timing;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.search.oracle.Definitions;

/** The searches that must find a record: with each search parameter that it has a value for, by FHIR's own expressions. */
final class Searches {
    /** Of each parameter; a code system has thousands of codes. */
    private static final int VALUES = 4;

    private static final int LONGEST = 100;

    /** Of a composite; those of three, MolecularSequence's, {@code metadata} does not name. */
    private static final int PARTS = 2;

    private final Definitions definitions = new Definitions();

    /**
     * One parameter with its value.
     *
     * @param value escaped by FHIR's rules, not yet by those of addresses
     */
    record Search(String type, SearchParameter parameter, String value) {
        @Override
        public String toString() {
            return type + "?" + parameter.getCode() + "=" + value;
        }
    }

    /** Besides {@code _id}, which each of them is asked with. */
    List<Search> finding(Resource record) {
        return Stream.of("Resource", "DomainResource", record.fhirType())
                .flatMap(type -> definitions.of(type).stream())
                .filter(parameter -> parameter.getType() != SearchParamType.SPECIAL
                        && !parameter.getCode().equals("_id"))
                .filter(parameter -> parameter.getComponent().size() <= PARTS)
                .flatMap(parameter -> definitions.values(record, parameter.getExpression()).stream()
                        .flatMap(value -> values(parameter, value).stream())
                        .distinct()
                        .limit(VALUES)
                        .map(value -> new Search(record.fhirType(), parameter, value)))
                .toList();
    }

    private List<String> values(SearchParameter parameter, Base value) {
        return switch (parameter.getType()) {
            case STRING -> strings(value);
            case TOKEN -> tokens(value);
            case DATE -> dates(value);
            case NUMBER -> numbers(value);
            case QUANTITY -> quantities(value);
            case REFERENCE -> references(value);
            case URI -> whole(value.primitiveValue());
            case COMPOSITE -> composite(parameter, value).stream().toList();
            default -> List.of();
        };
    }

    /** The first value of each part, if each has one. */
    private Optional<String> composite(SearchParameter parameter, Base focus) {
        var parts = new ArrayList<String>();
        for (var component : parameter.getComponent()) {
            var part = definitions.parameter(component.getDefinition());
            definitions.values(focus, component.getExpression()).stream()
                    .flatMap(value -> values(part, value).stream())
                    .findFirst()
                    .ifPresent(parts::add);
        }
        return parts.size() == parameter.getComponent().size()
                ? Optional.of(String.join("$", parts))
                : Optional.empty();
    }

    private static List<String> strings(Base value) {
        if (value instanceof HumanName name) {
            return Stream.concat(
                            Stream.of(name.getText(), name.getFamily()),
                            Stream.of(name.getGiven(), name.getPrefix(), name.getSuffix())
                                    .flatMap(List::stream)
                                    .map(StringType::getValue))
                    .flatMap(part -> said(part).stream())
                    .toList();
        }
        if (value instanceof Address address) {
            return Stream.concat(
                            Stream.of(
                                    address.getCity(),
                                    address.getDistrict(),
                                    address.getState(),
                                    address.getPostalCode(),
                                    address.getCountry()),
                            address.getLine().stream().map(StringType::getValue))
                    .flatMap(part -> said(part).stream())
                    .toList();
        }
        return said(value.primitiveValue());
    }

    private static List<String> tokens(Base value) {
        if (value instanceof CodeableConcept concept) {
            return concept.getCoding().stream()
                    .flatMap(coding -> token(coding.getSystem(), coding.getCode()).stream())
                    .toList();
        }
        if (value instanceof Coding coding) {
            return token(coding.getSystem(), coding.getCode());
        }
        if (value instanceof Identifier identifier) {
            return identifier.hasValue() ? token(identifier.getSystem(), identifier.getValue()) : List.of();
        }
        return whole(value instanceof ContactPoint contact ? contact.getValue() : value.primitiveValue());
    }

    private static List<String> token(@Nullable String system, @Nullable String code) {
        if (code == null || code.isBlank()) {
            return whole(system).stream().map(known -> known + "|").toList();
        }
        return List.of((system == null ? "" : escaped(system) + "|") + escaped(code));
    }

    private static List<String> dates(Base value) {
        if (value instanceof Period period) {
            return Stream.concat(
                            dates(period.getStartElement()).stream().map(start -> "ge" + start),
                            dates(period.getEndElement()).stream().map(end -> "le" + end))
                    .toList();
        }
        if (value instanceof Timing timing) {
            return timing.hasEvent()
                    ? timing.getEvent().stream()
                            .flatMap(event -> dates(event).stream())
                            .toList()
                    : timing.getRepeat().hasBoundsPeriod()
                            ? dates(timing.getRepeat().getBoundsPeriod())
                            : List.of();
        }
        return value instanceof BaseDateTimeType date && date.hasValue() ? List.of(date.getValueAsString()) : List.of();
    }

    private static List<String> numbers(Base value) {
        return value instanceof Range range
                ? Stream.of(range.getLow())
                        .filter(Quantity::hasValue)
                        .map(low -> "ge" + low.getValue().toPlainString())
                        .toList()
                : whole(value.primitiveValue());
    }

    private static List<String> quantities(Base value) {
        if (value instanceof Range range) {
            return quantities(range.getLow()).stream().map(low -> "ge" + low).toList();
        }
        if (value instanceof Money money) {
            return money.hasValue()
                    ? List.of(money.getValue().toPlainString() + "||" + Objects.toString(money.getCurrency(), ""))
                    : List.of();
        }
        if (!(value instanceof Quantity quantity) || !quantity.hasValue()) {
            return List.of();
        }
        var number = quantity.getValue().toPlainString();
        return quantity.hasCode()
                ? List.of(number + "|" + escaped(Objects.toString(quantity.getSystem(), "")) + "|"
                        + escaped(quantity.getCode()))
                : List.of(number);
    }

    /** The bar before its version is not escaped. What leads into the record itself, or is no address, is not searched for. */
    private static List<String> canonical(@Nullable String address) {
        return whole(address).stream()
                .filter(text -> text.contains("/") && !text.startsWith("#"))
                .map(text -> text.replace("\\|", "|"))
                .toList();
    }

    private static List<String> references(Base value) {
        if (!(value instanceof Reference reference)) {
            return canonical(value.primitiveValue());
        }
        if (!reference.hasReference() || reference.getReference().startsWith("#")) {
            return List.of();
        }
        return List.of(escaped(
                reference.getReferenceElement().isAbsolute()
                        ? reference.getReference()
                        : reference
                                .getReferenceElement()
                                .toUnqualifiedVersionless()
                                .getValue()));
    }

    /** A beginning is found, too; it is all that is asked of a long text. */
    private static List<String> said(@Nullable String text) {
        return whole(
                text == null || text.length() <= LONGEST
                        ? text
                        : text.substring(0, LONGEST).stripTrailing());
    }

    private static List<String> whole(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(escaped(text));
    }

    private static String escaped(String text) {
        return text.replaceAll("[\\\\,$|]", "\\\\$0");
    }
}

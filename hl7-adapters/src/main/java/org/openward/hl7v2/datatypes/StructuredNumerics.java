package org.openward.hl7v2.datatypes;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.datatypes.Units.Unit;

/** Structured numerics (SN): a comparator, a number, a separator and a second number. */
record StructuredNumerics(Numbers numbers, Unit unit) {

    Optional<? extends Type> read(Field field) {
        String comparator = field.component(1);
        Optional<BigDecimal> first = numbers.number(field.component(2));
        Optional<BigDecimal> second = numbers.number(field.component(4));
        Optional<QuantityComparator> known = Numbers.comparator(comparator);
        boolean plain = comparator.isEmpty() || comparator.equals("=");
        if (first.isEmpty() || !(plain || known.isPresent())) {
            return words(field);
        }
        return switch (field.component(3)) {
            case "" -> second.isEmpty() ? Optional.of(quantity(first.get(), known)) : words(field);
            case "-" -> second.isPresent() && plain ? Optional.of(range(first.get(), second.get())) : words(field);
            case ":", "/" -> second.isPresent() ? Optional.of(ratio(first.get(), second.get(), known)) : words(field);
            default -> words(field);
        };
    }

    private Quantity quantity(BigDecimal value, Optional<QuantityComparator> comparator) {
        Quantity quantity = unit.on(new Quantity().setValue(value));
        comparator.ifPresent(quantity::setComparator);
        return quantity;
    }

    private Range range(BigDecimal low, BigDecimal high) {
        return new Range()
                .setLow(unit.on(new Quantity().setValue(low)))
                .setHigh(unit.on(new Quantity().setValue(high)));
    }

    private static Ratio ratio(BigDecimal numerator, BigDecimal denominator, Optional<QuantityComparator> comparator) {
        Quantity above = new Quantity().setValue(numerator);
        comparator.ifPresent(above::setComparator);
        return new Ratio().setNumerator(above).setDenominator(new Quantity().setValue(denominator));
    }

    private Optional<StringType> words(Field field) {
        String text = Stream.of(field.component(1), field.component(2), field.component(3), field.component(4))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        return text.isEmpty() ? Optional.empty() : Optional.of(new StringType((text + " " + unit.text()).strip()));
    }
}

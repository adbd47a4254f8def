package org.openward.hl7v2.datatypes;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.datatypes.Units.Unit;

/** Reference ranges: the text as sent, and its bounds where the text leaves no doubt about them. */
public record Ranges(Numbers numbers) {
    private static final String NUMBER = "([+-]?[0-9.,]+)";
    private static final String UNIT = "\\s*([^\\d\\s<>=;,-][^\\s<>=;,]*)?";
    private static final Pattern BETWEEN = Pattern.compile(NUMBER + "\\s*(?:-|–|to|\\.\\.)\\s*" + NUMBER + UNIT);
    private static final Pattern BOUND = Pattern.compile("(<=|>=|<|>|≤|≥)\\s*" + NUMBER + UNIT);

    private static final int LONGEST = 60;

    public Optional<ObservationReferenceRangeComponent> read(String text, Unit unit) {
        if (text.isEmpty() || text.equals("-")) {
            return Optional.empty();
        }
        ObservationReferenceRangeComponent range = new ObservationReferenceRangeComponent().setText(text);
        if (text.length() > LONGEST) {
            return Optional.of(range);
        }
        Matcher between = BETWEEN.matcher(text);
        Matcher bound = BOUND.matcher(text);
        if (between.matches()) {
            addBounds(range, between, unit);
        } else if (bound.matches()) {
            addBound(range, bound, unit);
        }
        return Optional.of(range);
    }

    private void addBounds(ObservationReferenceRangeComponent range, Matcher between, Unit unit) {
        Optional<BigDecimal> low = numbers.number(between.group(1));
        Optional<BigDecimal> high = numbers.number(between.group(2));
        if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) <= 0) {
            range.setLow(quantity(low.get(), unit, between.group(3)));
            range.setHigh(quantity(high.get(), unit, between.group(3)));
        }
    }

    private void addBound(ObservationReferenceRangeComponent range, Matcher bound, Unit unit) {
        Optional<BigDecimal> number = numbers.number(bound.group(2));
        boolean isLow = bound.group(1).startsWith(">") || bound.group(1).equals("≥");
        number.map(value -> quantity(value, unit, bound.group(3))).ifPresent(quantity -> {
            if (isLow) {
                range.setLow(quantity);
            } else {
                range.setHigh(quantity);
            }
        });
    }

    /** A range that names its own unit is in that unit, which may differ from the result's. */
    private static Quantity quantity(BigDecimal value, Unit unit, @Nullable String own) {
        Unit used = own == null || own.equals(unit.text()) ? unit : new Unit(own, Optional.empty());
        return used.on(new Quantity().setValue(value));
    }
}

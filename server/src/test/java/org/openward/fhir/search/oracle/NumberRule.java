package org.openward.fhir.search.oracle;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.jspecify.annotations.Nullable;

/** Numbers and quantities, as precise as they are written in the search; units of UCUM in whatever unit of their kind. */
final class NumberRule implements MatchRule {
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final Pattern ASKED = Pattern.compile("([a-z]*)([^|]*)(\\|.*)?");

    /** From the lowest to the highest number that the record means; without an end where it says none. */
    private record Extent(@Nullable BigDecimal low, @Nullable BigDecimal high) {
        boolean reachesAbove(BigDecimal number) {
            return high == null || high.compareTo(number) > 0;
        }

        boolean reachesBelow(BigDecimal number) {
            return low == null || low.compareTo(number) < 0;
        }

        boolean overlaps(BigDecimal first, BigDecimal last) {
            return (low == null || low.compareTo(last) <= 0) && (high == null || high.compareTo(first) >= 0);
        }

        boolean isWithin(BigDecimal first, BigDecimal beyond) {
            return !reachesBelow(first) && high != null && high.compareTo(beyond) < 0;
        }
    }

    @Override
    public boolean isFindable(Base value) {
        if (value instanceof Range range) {
            return range.getLow().hasValue() || range.getHigh().hasValue();
        }
        return value instanceof Quantity quantity ? quantity.hasValue() : value.primitiveValue() != null;
    }

    @Override
    public boolean matches(Base value, String modifier, String asked) {
        var parts = ASKED.matcher(asked);
        if (!isFindable(value) || !parts.matches()) {
            return false;
        }
        var number = new BigDecimal(parts.group(2));
        var half = HALF.scaleByPowerOfTen(number.scale() >= 0 ? -number.scale() : -number.scale() - 1);
        var unit = unit(value);
        var wanted = StringUtils.defaultString(parts.group(3)).isEmpty()
                ? List.<String>of()
                : Escaped.split(parts.group(3), '|').stream()
                        .map(Escaped::plain)
                        .toList();
        if (unit == null || wanted.isEmpty()) {
            return compare(parts.group(1), extent(value, null), number, number.subtract(half), number.add(half));
        }
        if (isSame(unit, wanted.get(1), wanted.get(2))) {
            return compare(parts.group(1), extent(value, null), number, number.subtract(half), number.add(half));
        }
        var measure = Units.of(wanted.get(2));
        if (parts.group(1).equals("ne") || !Units.areAlike(unit, wanted.get(1), wanted.get(2)) || measure == null) {
            return false;
        }
        return compare(
                parts.group(1),
                extent(value, Units.of(unit.getCode())),
                measure.base(number),
                measure.base(number.subtract(half)),
                measure.base(number.add(half)));
    }

    private static boolean isSame(Quantity unit, String system, String code) {
        return system.isEmpty()
                ? code.equals(unit.getCode()) || code.equals(unit.getUnit())
                : system.equals(unit.getSystem()) && code.equals(unit.getCode());
    }

    private static boolean compare(
            String prefix, Extent stored, BigDecimal number, BigDecimal first, BigDecimal beyond) {
        return switch (prefix) {
            case "", "eq" -> stored.isWithin(first, beyond);
            case "ne" -> !stored.isWithin(first, beyond);
            case "gt" -> stored.reachesAbove(number);
            case "lt" -> stored.reachesBelow(number);
            case "ge" -> stored.high() == null || stored.high().compareTo(number) >= 0;
            case "le" -> stored.low() == null || stored.low().compareTo(number) <= 0;
            case "sa" -> stored.low() != null && stored.low().compareTo(number) > 0;
            case "ap" -> stored.overlaps(
                    first.min(number.subtract(tenth(number))), beyond.max(number.add(tenth(number))));
            case "eb" -> stored.high() != null && stored.high().compareTo(number) < 0;
            default -> throw new IllegalArgumentException(prefix);
        };
    }

    private static BigDecimal tenth(BigDecimal number) {
        return number.abs().movePointLeft(1);
    }

    /** Which says the unit: the quantity itself or an end of the range; none of a plain number. */
    private static @Nullable Quantity unit(Base value) {
        if (value instanceof Range range) {
            return range.getLow().hasValue() ? range.getLow() : range.getHigh();
        }
        return value instanceof Quantity quantity ? quantity : null;
    }

    private static Extent extent(Base value, Units.@Nullable Measure measure) {
        if (value instanceof Range range) {
            return new Extent(
                    range.getLow().hasValue() ? base(range.getLow().getValue(), measure) : null,
                    range.getHigh().hasValue() ? base(range.getHigh().getValue(), measure) : null);
        }
        var number = base(
                value instanceof Quantity quantity ? quantity.getValue() : new BigDecimal(value.primitiveValue()),
                measure);
        return new Extent(number, number);
    }

    private static BigDecimal base(BigDecimal number, Units.@Nullable Measure measure) {
        return measure == null ? number : measure.base(number);
    }
}

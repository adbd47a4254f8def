package org.openward.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.fhir.ucum.UcumService;

/** The Unified Code for Units of Measure, case sensitive. */
public final class Ucum {
    private static final int LONGEST_UNIT = 100;

    /** Those that a converted value may have. */
    private static final int DIGITS = 24;

    /** What is left after the last digits of a division that does not end. */
    static final MathContext EXACT_ENOUGH = new MathContext(15);

    private final UcumService units;

    /** Reads the definitions of the units, which takes a while: keep one. */
    public Ucum() {
        try (InputStream essence = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
            units = new UcumEssenceService(essence);
        } catch (UcumException | IOException unreadable) {
            throw new UncheckedIOException(new IOException("The definitions of UCUM are not readable", unreadable));
        }
    }

    /** Whether the code is a unit of UCUM as it stands; {@code Mg/dL} and {@code mg/dL} are two units. */
    public boolean isUnit(String code) {
        // The library accepts an empty unit, a doubled slash and an operator at the end.
        return !code.isBlank()
                && code.length() <= LONGEST_UNIT
                && code.chars().allMatch(Ucum::isPrintable)
                && !code.contains("//")
                && !code.endsWith("/")
                && !code.endsWith(".")
                && units.validate(code) == null;
    }

    /** The unit as people write it, such as {@code IU/L} for {@code [IU]/L}. */
    public String display(String code) {
        String common = units.getCommonDisplay(code);
        return common.isBlank() ? code : common;
    }

    /** Whether values in the one unit can be converted to the other. */
    public boolean areComparable(String one, String other) {
        try {
            return isUnit(one) && isUnit(other) && units.isComparable(one, other);
        } catch (UcumException incomparable) {
            return false;
        }
    }

    /** A value in another unit; nothing where there is no way from the one to the other. */
    public Optional<BigDecimal> converted(BigDecimal value, String from, String to) {
        try {
            var decimal = units.convert(new Decimal(value.toPlainString(), DIGITS), from, to);
            return Optional.of(new BigDecimal(decimal.asDecimal()).round(EXACT_ENOUGH));
        } catch (UcumException incomparable) {
            return Optional.empty();
        }
    }

    private static boolean isPrintable(int character) {
        return character > ' ' && character < 127;
    }
}

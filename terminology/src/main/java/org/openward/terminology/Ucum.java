package org.openward.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.fhir.ucum.UcumService;

/** The Unified Code for Units of Measure, case sensitive. */
public final class Ucum {
    private static final int LONGEST_UNIT = 100;

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

    private static boolean isPrintable(int character) {
        return character > ' ' && character < 127;
    }
}

package org.openward.hl7v2.datatypes;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Quantity;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.profiles.Systems;

/** Units: UCUM as sent or as the device's map says; the unit's own text is always kept. */
public record Units(CodeTranslation translation, Findings findings) {
    private static final Pattern POWER = Pattern.compile("-?\\d{1,2}([*./ ].*)?");

    /** A unit as people read it, and its UCUM code when that is known. */
    public record Unit(String text, Optional<String> code) {
        public Quantity on(Quantity quantity) {
            if (!text.isEmpty()) {
                quantity.setUnit(text);
            }
            code.ifPresent(ucum -> quantity.setSystem(Systems.UCUM).setCode(ucum));
            return quantity;
        }
    }

    public Unit read(Field field, Place place) {
        if (isPower(field)) {
            return known(field.component(1) + "^" + field.component(2), "", "", place);
        }
        String code = field.component(1);
        String text = code.isEmpty() ? field.component(2) : code;
        if (text.isEmpty()) {
            return new Unit("", Optional.empty());
        }
        if (!code.isEmpty() && isUcum(code, field.component(3))) {
            return new Unit(field.component(2).isEmpty() ? code : field.component(2), Optional.of(code));
        }
        return known(text, field.component(3), field.component(2), place);
    }

    private boolean isUcum(String code, String system) {
        return system.toUpperCase(Locale.ROOT).equals("UCUM") && translation.isUcum(code);
    }

    private Unit known(String text, String system, String display, Place place) {
        Optional<String> ucum = translation.unit(text);
        if (ucum.isEmpty()) {
            findings.unmapped(new Unmapped(Unmapped.Kind.UNIT, system, text, display, place));
        }
        return new Unit(text, ucum);
    }

    /** A unit such as 10^3/uL whose sender forgot to escape the sign for powers. */
    private static boolean isPower(Field field) {
        return field.component(1).equals("10")
                && POWER.matcher(field.component(2)).matches()
                && field.component(3).isEmpty();
    }
}

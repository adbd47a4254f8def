package org.openward.fhir.bulk.export;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Quantities as they may be told of nobody: ages above 89 are one age, whichever way they are written. */
final class SafeQuantities {
    private static final String UCUM = "http://unitsofmeasure.org";

    /** How many of a unit are a year. */
    private static final Map<String, BigDecimal> YEAR = Map.ofEntries(
            entry("a", BigDecimal.ONE),
            entry("a_j", BigDecimal.ONE),
            entry("a_g", BigDecimal.ONE),
            entry("a_t", BigDecimal.ONE),
            entry("mo", new BigDecimal(12)),
            entry("mo_j", new BigDecimal(12)),
            entry("mo_g", new BigDecimal(12)),
            entry("mo_s", new BigDecimal("12.368")),
            entry("wk", new BigDecimal("52.18")),
            entry("d", new BigDecimal("365.25")),
            entry("h", new BigDecimal(8_766)),
            entry("min", new BigDecimal(525_960)),
            entry("s", new BigDecimal(31_557_600)));

    /** What somebody wrote beside a unit of UCUM. */
    private static final Pattern REMARK = Pattern.compile("\\{[^}]*}");

    private static final BigDecimal OLDEST = new BigDecimal(89);
    private static final int OLDER = 90;
    private static final JsonNodeFactory NEW = JsonNodeFactory.instance;

    private SafeQuantities() {}

    /** A unit that only its text tells would be lost, and the value without it would mislead. */
    static @Nullable ObjectNode of(ObjectNode value) {
        if (value.has("unit") && !value.has("code")) {
            return null;
        }
        var safe = NEW.objectNode();
        for (var name : List.of("value", "comparator", "system", "code")) {
            if (value.path(name).isValueNode()) {
                safe.set(name, value.path(name));
            }
        }
        var year = year(value);
        if (year != null && isAbove(value, OLDEST.multiply(year))) {
            safe.put("value", OLDER).put("comparator", ">=").put("code", "a");
        }
        return safe;
    }

    /** An age whose unit is not known might be above 89. */
    static @Nullable ObjectNode age(ObjectNode value) {
        var safe = of(value);
        return safe == null || year(safe) == null ? null : safe;
    }

    /** How many of the unit of a quantity are a year; nothing if it is no unit of time. */
    private static @Nullable BigDecimal year(JsonNode quantity) {
        return YEAR.get(unit(quantity));
    }

    /** Empty if it has none that is known. */
    private static String unit(JsonNode quantity) {
        var code = UCUM.equals(quantity.path("system").asText())
                ? quantity.path("code").asText()
                : "";
        var unit = REMARK.matcher(code).replaceAll("");
        return "1".equals(unit) ? "" : unit;
    }

    private static boolean isAbove(JsonNode quantity, BigDecimal limit) {
        return quantity.path("value").decimalValue().compareTo(limit) > 0;
    }

    /** A number above all ages that may be told, without anything that says what it is a number of. */
    static boolean mayTellAnAge(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue().compareTo(OLDEST) > 0;
        }
        if (value.has("numerator") || value.has("denominator")) {
            return mayTellAnAge(value.path("numerator")) || mayTellAnAge(value.path("denominator"));
        }
        return value.path("value").isNumber() && unit(value).isEmpty() && isAbove(value, OLDEST);
    }
}

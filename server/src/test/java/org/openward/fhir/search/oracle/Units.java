package org.openward.fhir.search.oracle;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The units of the records, by the tables of UCUM; the server's own conversion is not asked. */
final class Units {
    static final String UCUM = "http://unitsofmeasure.org";

    private static final Map<String, Measure> MEASURES = Map.ofEntries(
            measure("g/L", "mass in a volume", "1"),
            measure("g/dL", "mass in a volume", "10"),
            measure("mg/dL", "mass in a volume", "0.01"),
            measure("mg/L", "mass in a volume", "0.001"),
            measure("mol/L", "amount in a volume", "1"),
            measure("mmol/L", "amount in a volume", "0.001"),
            measure("umol/L", "amount in a volume", "0.000001"),
            measure("10*3/uL", "number in a volume", "1000000000"),
            measure("10*6/uL", "number in a volume", "1000000000000"),
            measure("kg", "mass", "1000"),
            measure("pg", "mass", "0.000000000001"),
            measure("m", "length", "1"),
            measure("cm", "length", "0.01"),
            measure("mm", "length", "0.001"),
            measure("[in_i]", "length", "0.0254"),
            measure("min", "time", "60"),
            measure("h", "time", "3600"),
            measure("d", "time", "86400"),
            measure("wk", "time", "604800"),
            measure("a", "time", "31557600"));

    /** How many of a kind's base unit one is. */
    record Measure(String kind, BigDecimal factor) {
        BigDecimal base(BigDecimal number) {
            return number.multiply(factor);
        }
    }

    private Units() {}

    static @Nullable Measure of(String code) {
        return MEASURES.get(code);
    }

    static boolean areAlike(Quantity unit, String system, String code) {
        var one = MEASURES.get(Objects.toString(unit.getCode(), ""));
        var other = MEASURES.get(code);
        return UCUM.equals(system)
                && UCUM.equals(unit.getSystem())
                && one != null
                && other != null
                && one.kind().equals(other.kind());
    }

    /** The other units of that one's kind in which somebody may ask for it; nobody asks for a person's weight in picograms. */
    static List<String> alike(String code) {
        var known = MEASURES.get(code);
        return known == null
                ? List.of()
                : MEASURES.entrySet().stream()
                        .filter(each -> each.getValue().kind().equals(known.kind()))
                        .filter(each -> isNear(each.getValue().factor(), known.factor()))
                        .map(Map.Entry::getKey)
                        .filter(each -> !each.equals(code))
                        .sorted()
                        .toList();
    }

    private static boolean isNear(BigDecimal one, BigDecimal other) {
        return one.max(other).compareTo(one.min(other).movePointRight(6)) <= 0;
    }

    private static Map.Entry<String, Measure> measure(String code, String kind, String factor) {
        return Map.entry(code, new Measure(kind, new BigDecimal(factor)));
    }
}

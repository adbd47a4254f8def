package org.openward.terminology;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Units in which the same result may have been recorded, and what a value in one is in another. */
public final class AlikeUnits {
    /** The scales whose zeros differ, which the library of UCUM leaves out. */
    private static final Map<String, Scale> TEMPERATURES = Map.of(
            "Cel", new Scale(BigDecimal.ONE, BigDecimal.ZERO),
            "K", new Scale(BigDecimal.ONE, new BigDecimal("273.15")),
            "[degF]", new Scale(new BigDecimal("1.8"), new BigDecimal("32")));

    /**
     * The units that are defined by a number with decimals. The library of UCUM gives a converted value no more digits than that
     * number has, so that 2.125984 inches would be 0.0540 m.
     */
    private static final Map<String, Measure> DEFINED = Map.ofEntries(
            measure("[in_i]", "m", "0.0254"),
            measure("[ft_i]", "m", "0.3048"),
            measure("[yd_i]", "m", "0.9144"),
            measure("[mi_i]", "m", "1609.344"),
            measure("[lb_av]", "kg", "0.45359237"),
            measure("[oz_av]", "kg", "0.028349523125"),
            measure("[gal_us]", "L", "3.785411784"),
            measure("[pt_us]", "L", "0.473176473"),
            measure("[foz_us]", "L", "0.0295735295625"),
            measure("mm[Hg]", "Pa", "133.322"),
            measure("cm[H2O]", "Pa", "98.0665"),
            measure("mm[H2O]", "Pa", "9.80665"),
            measure("[psi]", "Pa", "6894.757293168"),
            measure("cal", "J", "4.184"),
            measure("kcal", "J", "4184"),
            measure("mo", "s", "2629800"),
            measure("a", "s", "31557600"));

    /** So many of another unit. */
    private record Measure(String unit, BigDecimal size) {}

    private static Map.Entry<String, Measure> measure(String unit, String of, String size) {
        return Map.entry(unit, new Measure(of, new BigDecimal(size)));
    }

    /**
     * A scale of temperature.
     *
     * @param degrees that one degree Celsius has
     * @param zero what it shows at 0 degrees Celsius
     */
    private record Scale(BigDecimal degrees, BigDecimal zero) {
        BigDecimal toCelsius(BigDecimal value) {
            return value.subtract(zero).divide(degrees, MathContext.DECIMAL64);
        }

        BigDecimal fromCelsius(BigDecimal celsius) {
            return celsius.multiply(degrees).add(zero).round(Ucum.EXACT_ENOUGH);
        }
    }

    private final Map<String, List<String>> kinds = new HashMap<>();
    private final Ucum units;

    public AlikeUnits(Ucum units) {
        this.units = units;
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AlikeUnits.class.getResourceAsStream("units.txt")), StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" ")))
                    .forEach(kind -> kind.forEach(unit -> kinds.put(unit, kind)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The units of the same kind, the unit itself among them; only itself if nobody says more of it. */
    public List<String> of(String unit) {
        return kinds.getOrDefault(unit, List.of(unit));
    }

    /** A value in another unit of its kind. */
    public Optional<BigDecimal> converted(BigDecimal value, String from, String to) {
        if (from.equals(to)) {
            return Optional.of(value);
        }
        var one = TEMPERATURES.get(from);
        var other = TEMPERATURES.get(to);
        if (one != null && other != null) {
            return Optional.of(other.fromCelsius(one.toCelsius(value)));
        }
        var measure = DEFINED.getOrDefault(from, new Measure(from, BigDecimal.ONE));
        var wanted = DEFINED.getOrDefault(to, new Measure(to, BigDecimal.ONE));
        return metric(value.multiply(measure.size()), measure.unit(), wanted.unit())
                .map(metric ->
                        metric.divide(wanted.size(), MathContext.DECIMAL64).round(Ucum.EXACT_ENOUGH));
    }

    private Optional<BigDecimal> metric(BigDecimal value, String from, String to) {
        return from.equals(to) ? Optional.of(value) : units.converted(value, from, to);
    }
}

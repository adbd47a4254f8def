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
        return one != null && other != null
                ? Optional.of(other.fromCelsius(one.toCelsius(value)))
                : units.converted(value, from, to);
    }
}

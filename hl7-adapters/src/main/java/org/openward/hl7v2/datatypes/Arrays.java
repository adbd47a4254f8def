package org.openward.hl7v2.datatypes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.SampledData;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.datatypes.Units.Unit;

/** Numeric arrays (NA), such as a histogram, as sampled data. */
record Arrays(Numbers numbers, Unit unit) {
    /** What sampled data says at a point without a number, so that the points behind it keep their places. */
    private static final String NO_NUMBER = "E";

    Optional<? extends Type> read(Field field) {
        List<List<String>> rows = field.repetitions().stream().map(Arrays::row).toList();
        if (rows.stream().flatMap(List::stream).allMatch(String::isEmpty)) {
            return Optional.empty();
        }
        boolean even = rows.stream().allMatch(row -> row.size() == rows.get(0).size());
        boolean numeric = rows.stream()
                .flatMap(List::stream)
                .allMatch(each -> each.isEmpty() || numbers.number(each).isPresent());
        return Optional.of(even && numeric ? sampled(rows) : new StringType(field.raw()));
    }

    private SampledData sampled(List<List<String>> rows) {
        SampledData sampled =
                new SampledData().setOrigin(unit.on(new Quantity().setValue(0))).setDimensions(rows.size());
        // HL7 v2 does not say how far apart the points are, and FHIR does not let that be left out in silence.
        sampled.getPeriodElement().addExtension(AbsentReason.UNKNOWN.extension());
        int points = rows.get(0).size();
        sampled.setData(IntStream.range(0, points)
                .boxed()
                .flatMap(point -> rows.stream().map(row -> row.get(point).isEmpty() ? NO_NUMBER : row.get(point)))
                .collect(Collectors.joining(" ")));
        return sampled;
    }

    private static List<String> row(Field field) {
        return IntStream.rangeClosed(1, field.components())
                .mapToObj(field::component)
                .toList();
    }
}

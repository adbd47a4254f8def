package org.openward.fhir.search;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of the things that a search sorts by; records without it come last.
 *
 * @param expression as the statement sorts by it
 * @param reading what a text stands for in the database
 */
record SortKey(String expression, boolean descending, Function<String, Object> reading) {
    private static final Pattern SHAPE = Pattern.compile(
            "(?<expression>(?:(?:MIN|MAX)\\()?(?<table>t\\d+)\\.(?<column>\\w+)\\)?) (?<direction>ASC|DESC) NULLS LAST");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,400}(\\.\\d{1,400})?(e[+-]?\\d{1,3})?");

    /** The keys of an order; nothing where it has something else than columns of the indexes, such as distances. */
    static Optional<List<SortKey>> of(String order, String statement) {
        var keys =
                Stream.of(order.split(",", -1)).map(key -> key(key, statement)).toList();
        return keys.stream().allMatch(Optional::isPresent)
                ? Optional.of(keys.stream().flatMap(Optional::stream).toList())
                : Optional.empty();
    }

    private static Optional<SortKey> key(String order, String statement) {
        var shape = SHAPE.matcher(order);
        return shape.matches()
                ? reading(shape.group("column"), shape.group("table"), statement)
                        .map(reading -> new SortKey(
                                shape.group("expression"),
                                shape.group("direction").equals("DESC"),
                                reading))
                : Optional.empty();
    }

    private static Optional<Function<String, Object>> reading(String column, String table, String statement) {
        return switch (column) {
            case "RES_ID", "SRC_RESOURCE_ID", "TARGET_RESOURCE_ID" -> Optional.of(Long::valueOf);
            case "SP_VALUE_LOW", "RES_UPDATED" -> Optional.of(Timestamp::valueOf);
            case "SP_VALUE_NORMALIZED", "SP_SYSTEM", "SP_URI", "FHIR_ID" -> Optional.of(text -> text);
            case "SP_VALUE" -> statement.contains("HFJ_SPIDX_TOKEN " + table + " ")
                    ? Optional.of(text -> text)
                    : Optional.of(SortKey::number);
            default -> Optional.empty();
        };
    }

    private static Object number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        return new BigDecimal(text);
    }

    /** Whether a record has the same, as a condition that binds the value unless there is none. */
    String same(@Nullable String value, List<Object> values) {
        if (value == null) {
            return expression + " IS NULL";
        }
        values.add(reading.apply(value));
        return expression + " = ?";
    }

    /** Whether a record comes later than those with the value. */
    String later(String value, List<Object> values) {
        values.add(reading.apply(value));
        var beyond = expression + (descending ? " < ?" : " > ?");
        return isOfEveryRecord() ? beyond : "(" + beyond + " OR " + expression + " IS NULL)";
    }

    private boolean isOfEveryRecord() {
        return expression.endsWith(".RES_ID") || expression.endsWith(".SRC_RESOURCE_ID");
    }
}

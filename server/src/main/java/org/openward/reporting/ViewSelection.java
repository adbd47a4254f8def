package org.openward.reporting;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.jspecify.annotations.Nullable;

/**
 * One select of a view: where it looks, the columns it takes from there, and the selects within it.
 *
 * @param selects every row of one is joined with every row of the others
 * @param unionAll the rows of all of them, one after the other
 */
record ViewSelection(
        Walk walk,
        List<ViewPath> paths,
        List<ViewColumn> columns,
        List<ViewSelection> selects,
        List<ViewSelection> unionAll) {
    /** How a select walks from the place it is given to the places it takes rows from. */
    enum Walk {
        STAY,
        FOR_EACH,
        FOR_EACH_OR_NULL,
        REPEAT
    }

    /** All columns in the order in which the view's table has them. */
    List<ViewColumn> allColumns() {
        var inner = selects.stream().flatMap(select -> select.allColumns().stream());
        var united = unionAll.stream().limit(1).flatMap(select -> select.allColumns().stream());
        return Stream.of(columns.stream(), inner, united).flatMap(all -> all).toList();
    }

    List<Map<String, @Nullable Object>> rows(ViewFocus focus) {
        return places(focus).flatMap(place -> rowsAt(place).stream()).toList();
    }

    private List<Map<String, @Nullable Object>> rowsAt(ViewFocus place) {
        var own = new LinkedHashMap<String, @Nullable Object>();
        columns.forEach(column -> own.put(column.name(), column.valueAt(place)));
        List<Map<String, @Nullable Object>> rows = List.of(own);
        for (var select : selects) {
            rows = joined(rows, select.rows(place));
        }
        return unionAll.isEmpty()
                ? rows
                : joined(
                        rows,
                        unionAll.stream()
                                .flatMap(select -> select.rows(place).stream())
                                .toList());
    }

    private static List<Map<String, @Nullable Object>> joined(
            List<Map<String, @Nullable Object>> some, List<Map<String, @Nullable Object>> others) {
        var rows = new ArrayList<Map<String, @Nullable Object>>(some.size() * others.size());
        for (var one : some) {
            for (var other : others) {
                var row = new LinkedHashMap<>(one);
                row.putAll(other);
                rows.add(row);
            }
        }
        return rows;
    }

    private Stream<ViewFocus> places(ViewFocus focus) {
        return switch (walk) {
            case STAY -> Stream.of(focus);
            case FOR_EACH -> each(focus, paths.get(0).at(focus));
            case FOR_EACH_OR_NULL -> {
                var elements = paths.get(0).at(focus);
                yield elements.isEmpty() ? Stream.of(focus.on(null, 0)) : each(focus, elements);
            }
            case REPEAT -> {
                var elements = new ArrayList<Base>();
                descend(focus, elements);
                yield each(focus, elements);
            }
        };
    }

    private static Stream<ViewFocus> each(ViewFocus focus, List<Base> elements) {
        return IntStream.range(0, elements.size()).mapToObj(index -> focus.on(elements.get(index), index));
    }

    private void descend(ViewFocus focus, List<Base> found) {
        for (var path : paths) {
            for (var element : path.at(focus)) {
                found.add(element);
                descend(focus.on(element, 0), found);
            }
        }
    }
}

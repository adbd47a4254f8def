package org.openward.fhir.graphql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One object of the answer, as it is filled. */
final class Answered {
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private static final class Field {
        private final List<Object> values = new ArrayList<>();
        private boolean list;
    }

    /** Whether a field of the answer is a list whatever it holds. */
    enum Shape {
        LIST,
        SINGLE,
        /** Only one value is right. */
        ONLY_ONE
    }

    void add(String name, Object value, Shape shape) {
        var field = fields.computeIfAbsent(name, any -> new Field());
        if (shape == Shape.ONLY_ONE && !field.values.isEmpty()) {
            throw new GraphqlRefusal("The field " + name + " is said to be single, but has several values.");
        }
        field.list |= shape == Shape.LIST;
        field.values.add(value);
    }

    /** As JSON: maps, lists, texts, numbers. */
    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        fields.forEach((name, field) ->
                json.put(name, field.list || field.values.size() > 1 ? field.values : field.values.get(0)));
        json.replaceAll((name, value) -> plain(value));
        return json;
    }

    private static Object plain(Object value) {
        if (value instanceof Answered nested) {
            return nested.json();
        }
        return value instanceof List<?> list
                ? list.stream()
                        .map(each -> each instanceof Answered nested ? nested.json() : each)
                        .toList()
                : value;
    }
}

package org.openward.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Named values of a command line, each name given once or several times. */
record Arguments(Map<String, List<String>> values) {

    /** Reads {@code --name value} pairs. */
    static Arguments options(String... arguments) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int at = 0; at < arguments.length; at += 2) {
            if (!arguments[at].startsWith("--") || at + 1 == arguments.length) {
                throw new IllegalArgumentException("Expected --name value at: " + arguments[at]);
            }
            values.computeIfAbsent(arguments[at].substring(2), name -> new ArrayList<>())
                    .add(arguments[at + 1]);
        }
        return new Arguments(values);
    }

    /** Reads {@code name=value} pairs. */
    static Arguments pairs(String... pairs) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : pairs) {
            String[] halves = pair.split("=", 2);
            if (halves.length < 2) {
                throw new IllegalArgumentException("Expected name=value: " + pair);
            }
            values.put(halves[0], List.of(halves[1]));
        }
        return new Arguments(values);
    }

    void refuseOthers(String... known) {
        for (String name : values.keySet()) {
            if (!Set.of(known).contains(name)) {
                throw new IllegalArgumentException(name + " is unknown; known are " + Arrays.toString(known));
            }
        }
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    Optional<String> optional(String name) {
        return all(name).stream().findFirst();
    }

    String required(String name) {
        return optional(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }

    int number(String name, int otherwise) {
        return optional(name).map(Integer::parseInt).orElse(otherwise);
    }
}

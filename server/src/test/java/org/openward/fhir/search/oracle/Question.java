package org.openward.fhir.search.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;

/** A search for records of one type that meet every condition. */
record Question(String type, List<Condition> conditions) {
    String form() {
        return conditions.size() > 1 ? "and" : conditions.get(0).form();
    }

    String query() {
        return conditions.stream()
                .map(condition -> condition.name() + "=" + URLEncoder.encode(condition.value(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public String toString() {
        return type + "?"
                + conditions.stream()
                        .map(condition -> condition.name() + "=" + condition.value())
                        .collect(Collectors.joining("&"));
    }
}

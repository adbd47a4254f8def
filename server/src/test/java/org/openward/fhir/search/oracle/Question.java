package org.openward.fhir.search.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;

/** A search for records of one type that meet every criterion. */
record Question(String type, List<Criterion> criteria) {
    String form() {
        return criteria.size() > 1 ? "and" : criteria.get(0).form();
    }

    String query() {
        return criteria.stream()
                .map(each -> each.name() + "=" + URLEncoder.encode(each.value(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public String toString() {
        return type + "?"
                + criteria.stream()
                        .map(each -> each.name() + "=" + each.value())
                        .collect(Collectors.joining("&"));
    }
}

package org.openward.fhir.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** How PostgreSQL means to answer a question of the server. */
record QueryPlan(String question, JsonNode root, Map<String, String> firstColumns) {
    /** As many rows as there are kinds of records, labels, tenants or members of staff, however many patients come. */
    private static final Set<String> OF_ONE_SIZE =
            Set.of("hfj_resource_type", "hfj_tag_def", "tenant", "department_member");

    /** The steps that read a table, or an index of it, from one end to the other. */
    List<String> readsFromEndToEnd() {
        return steps(root).filter(this::isFromEndToEnd).map(QueryPlan::name).toList();
    }

    private static Stream<JsonNode> steps(JsonNode step) {
        return Stream.concat(
                Stream.of(step),
                StreamSupport.stream(step.path("Plans").spliterator(), false).flatMap(QueryPlan::steps));
    }

    private boolean isFromEndToEnd(JsonNode step) {
        var kind = step.path("Node Type").asText();
        var table = step.path("Relation Name").asText();
        if (kind.equals("Seq Scan")) {
            return !OF_ONE_SIZE.contains(table);
        }
        var index = step.path("Index Name").asText();
        return firstColumns.containsKey(index)
                && !OF_ONE_SIZE.contains(table)
                && !comparesFirst(
                        firstColumns.get(index), step.path("Index Cond").asText());
    }

    /** PostgreSQL can look for any column of an index, but only by the first ones without reading the others' entries. */
    private static boolean comparesFirst(String column, String condition) {
        return condition.matches(".*\\(" + column + "(\\)::\\w+)? .*");
    }

    private static String name(JsonNode step) {
        return "%s %s %s"
                .formatted(
                        step.path("Node Type").asText(),
                        step.path("Relation Name").asText(),
                        step.path("Index Name").asText());
    }

    @Override
    public String toString() {
        return question + "\n" + root.toPrettyString();
    }
}
